import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { Audit, type Origin } from './audit.ts';
import { Problem } from '../problem.ts';
import { recordedLog } from '../../../testkit/log-lines.ts';

const ADA = { sub: '3f0a2c9e-6f5d-4c7b-9a51-0e8d1b7c2f44', username: 'Ada' };
const from = (address: string, caller?: Origin['caller']): Origin => ({
  caller,
  address,
  requestId: '5f0c6a4e1d5b4c0f',
});
const forbidden = new Problem('forbidden', 'No.');
const limited = new Problem('rate-limited', 'Wait.');

describe('the audit log', () => {
  it('has one line per event with user, address, event and request id', () => {
    const log = recordedLog();
    new Audit(log.logger).record(from('192.0.2.7', ADA), { event: 'room-cleared', room: 'general', seq: 7 });
    const [line, ...others] = log.takeAudit();
    assert.deepEqual(others, []);
    assert.deepEqual(line, {
      level: 'info',
      time: line?.['time'],
      service: 'test',
      audit: true,
      event: 'room-cleared',
      ...ADA,
      address: '192.0.2.7',
      requestId: '5f0c6a4e1d5b4c0f',
      room: 'general',
      seq: 7,
      msg: 'room-cleared',
    });
  });

  it('counts repeated refusals instead of logging each', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const log = recordedLog();
      const audit = new Audit(log.logger, { windowMs: 60_000 });
      for (let request = 0; request < 500; request++) {
        audit.refuse(from('192.0.2.7', ADA), 'clearMessages', forbidden);
        audit.refuse(from('192.0.2.8'), 'login', limited, 'Grace');
      }
      const first = log.takeAudit();
      assert.deepEqual(
        first.map(({ operation, problem, status, sub, username, address, repeated }) => [
          operation,
          problem,
          status,
          sub,
          username,
          address,
          repeated,
        ]),
        [
          ['clearMessages', 'forbidden', 403, ADA.sub, ADA.username, '192.0.2.7', undefined],
          ['login', 'rate-limited', 429, undefined, 'Grace', '192.0.2.8', undefined],
        ],
      );
      mock.timers.tick(60_000);
      assert.deepEqual(
        log.takeAudit().map(({ operation, repeated }) => [operation, repeated]),
        [
          ['clearMessages', 499],
          ['login', 499],
        ],
      );
      audit.refuse(from('192.0.2.8'), 'login', limited);
      assert.equal(log.takeAudit().length, 1);
    } finally {
      mock.timers.reset();
    }
  });

  it('stays bounded during a flood from many addresses', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const log = recordedLog();
      const audit = new Audit(log.logger, { windowMs: 60_000 });
      for (let client = 0; client < 5_000; client++) audit.refuse(from(`2001:db8::${client}`), 'login', limited);
      assert.equal(log.takeAudit().length, 100);
      mock.timers.tick(60_000);
      assert.deepEqual(
        log.takeAudit().map(({ operation, repeated }) => [operation, repeated]),
        [['others', 4_900]],
      );
    } finally {
      mock.timers.reset();
    }
  });
});
