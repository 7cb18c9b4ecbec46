import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { AuditEntry } from '../../api/types.ts';
import { describeAudit, isWarning } from './audit-sentences.ts';

type Fields = Partial<AuditEntry> & { event: string };
const byNobody = (fields: Fields): AuditEntry => ({ id: 1, at: '2026-11-23T09:00:00.000Z', ...fields });
const entry = (fields: Fields): AuditEntry => byNobody({ username: 'Grace', ...fields });
const target = { sub: '018f2c9e-6f5d-4c7b-9a51-0e8d1b7c2f44', username: 'Bob' };

/** What message-service writes is in its own log only. */
const OF_MESSAGES = /^(message|room|member|invite)-/;

describe('a sentence of the audit log', () => {
  it('says who did what to whom', () => {
    assert.equal(describeAudit(entry({ event: 'account-disabled', target })), 'Grace disabled the account Bob');
    assert.equal(describeAudit(entry({ event: 'chat-renamed', name: 'Lab' })), 'Grace named the chat “Lab”');
  });

  it('says why a login was refused', () => {
    const failed = entry({ event: 'login-failed', reason: 'wrong-password' });
    assert.equal(describeAudit(failed), 'A login as Grace was refused: wrong password');
    assert.ok(isWarning(failed));
  });

  it('knows the command line, and somebody unknown', () => {
    const added = { event: 'account-added', target };
    const byCommand = byNobody({ ...added, address: 'command line' });
    assert.equal(describeAudit(byCommand), 'The command line added the account Bob');
    assert.equal(describeAudit(byNobody(added)), 'Somebody added the account Bob');
  });

  it('shows an event of a later version by its name', () => {
    assert.equal(describeAudit(entry({ event: 'teapot-filled' })), 'Grace: teapot-filled');
  });

  it('exists for each event that is documented', async () => {
    const docs = await readFile(new URL('../../../../docs/OPERATIONS.md', import.meta.url), 'utf8');
    const table = docs.slice(docs.indexOf('| event '), docs.indexOf('Refusals of one user'));
    const events = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`([a-z-]+)`/g)].map(([, event]) => event ?? ''),
    );
    assert.ok(events.includes('login') && events.includes('refused'));
    for (const event of events.filter((each) => !OF_MESSAGES.test(each))) {
      assert.notEqual(describeAudit(entry({ event, target })), `Grace: ${event}`, `${event} has no sentence`);
    }
  });
});
