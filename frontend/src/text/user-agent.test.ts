import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeUserAgent } from './user-agent.ts';

it('names browser and system', () => {
  const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
  assert.deepEqual(describeUserAgent(`${windows} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`), {
    browser: 'Edge',
    system: 'Windows',
  });
  assert.deepEqual(describeUserAgent(`${windows} Chrome/140.0.0.0 Safari/537.36`), {
    browser: 'Chrome',
    system: 'Windows',
  });
  assert.deepEqual(
    describeUserAgent('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1'),
    { browser: 'Safari', system: 'iPhone' },
  );
  assert.deepEqual(describeUserAgent('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), {
    browser: 'Firefox',
    system: 'Linux',
  });
});

it('leaves out unknown parts', () => {
  assert.deepEqual(describeUserAgent('python-requests/2.32'), {});
});
