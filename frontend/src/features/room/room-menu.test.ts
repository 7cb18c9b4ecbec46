import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MyRoom, Session } from '../../api/types.ts';
import { roomNamed } from '../../stores/testing/rooms.ts';
import { ADA } from '../../stores/testing/samples.ts';
import { rightsIn } from './room-menu.ts';

const as = (roles: Session['roles']) => (each: MyRoom) =>
  Object.entries(rightsIn(each, { ...ADA, roles }))
    .filter(([, may]) => may)
    .map(([action]) => action);

const [guest, account, admin] = [as(['guest']), as(['account']), as(['account', 'admin'])];

describe('what one may do in a room', () => {
  it('is for owners and administrators, and nobody renames general', () => {
    const owned = roomNamed('tea', { role: 'owner' });
    assert.deepEqual(account(owned), ['manage', 'members', 'add', 'invite', 'clear', 'leave']);
    assert.deepEqual(admin(roomNamed('tea')), ['manage', 'members', 'add', 'invite', 'clear', 'leave']);
    assert.deepEqual(admin(roomNamed('general')), ['invite', 'clear']);
    assert.deepEqual(account(roomNamed('general')), []);
  });

  it('lets any account add people to a public room, but only owners to a private one', () => {
    assert.deepEqual(account(roomNamed('tea')), ['add', 'invite', 'leave']);
    assert.deepEqual(account(roomNamed('board', { kind: 'private' })), ['leave']);
    assert.deepEqual(guest(roomNamed('tea')), ['leave']);
  });

  it('leaves direct rooms as they are', () => {
    assert.deepEqual(admin(roomNamed('ben', { kind: 'direct', role: 'owner' })), []);
  });

  it('does not change who is in an archived room', () => {
    assert.deepEqual(account(roomNamed('tea', { role: 'owner', archived: true })), ['manage', 'clear', 'leave']);
  });
});
