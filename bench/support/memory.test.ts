import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseStatus } from './memory.ts';

it('reads what is in memory and its peak', () => {
  const status = 'Name:\tnode\nVmPeak:\t 9000 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\nThreads:\t11\n';
  assert.deepEqual(parseStatus(status), { resident: 1024 * 1024, peak: 2048 * 1024 });
});

it('refuses a status without memory, which a process has that is gone', () => {
  assert.throws(() => parseStatus('Name:\tnode\nState:\tZ (zombie)\n'), /no VmRSS/);
});
