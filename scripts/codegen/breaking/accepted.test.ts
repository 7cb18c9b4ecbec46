import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../root.ts';
import { parseAccepted, readAccepted, sortOut } from './accepted.ts';

describe('accepted breaks', () => {
  it('are read with their reasons', () => {
    assert.deepEqual(parseAccepted("- break: 'auth: PUT /x: *'\n  reason: Unused."), [
      { break: 'auth: PUT /x: *', reason: 'Unused.' },
    ]);
    assert.deepEqual(parseAccepted('[]'), []);
  });

  for (const text of ['', '- x', '- break: x', '- break: x\n  reason: " "', '- { break: x, reason: y, until: z }']) {
    it(`are refused as ${JSON.stringify(text)}`, () => assert.throws(() => parseAccepted(text), /accepted break/));
  }

  it('of this project can be read', async () => {
    assert.ok(Array.isArray(await readAccepted(join(root, 'openapi/accepted-breaks.yaml'))));
  });

  it('are told from other breaks, and stale entries are found', () => {
    const exact = { break: 'auth: PUT /a: gone (`x`)', reason: 'Unused.' };
    const wildcard = { break: 'auth: * /b: * `400`', reason: 'Tolerated by all clients.' };
    const stale = { break: 'auth: PUT /a: gone', reason: 'A part of a line is not enough.' };
    const lines = [
      'auth: PUT /a: gone (`x`)',
      'auth: GET /b: new for `400`',
      'auth: PUT /b: new for `400`',
      'auth: GET /c: new for `400`',
    ];
    assert.deepEqual(sortOut(lines, [exact, wildcard, stale]), {
      used: [
        { ...exact, matched: 1 },
        { ...wildcard, matched: 2 },
      ],
      stale: [{ ...stale, matched: 0 }],
      refused: ['auth: GET /c: new for `400`'],
    });
  });
});
