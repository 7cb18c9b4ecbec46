import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { forgetInviteCode, takeInviteCode } from './invite-code.ts';

const CODE = 'hV3qmZ0cTq2o8wJb0pXr5uYkNf7sLdA1';
const names = ['location', 'history', 'sessionStorage'] as const;
const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));

let address: { hash: string; pathname: string };

beforeEach(() => {
  const stored = new Map<string, string>();
  address = { hash: '', pathname: '/join' };
  const values = {
    location: address,
    history: { state: null, replaceState: () => (address.hash = '') },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
  };
  for (const name of names) Object.defineProperty(globalThis, name, { configurable: true, value: values[name] });
});

afterEach(() => {
  for (const [index, name] of names.entries()) {
    const descriptor = before[index];
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  }
});

describe('the code of an invite link', () => {
  it('leaves the address, and outlives a reload until it is used', () => {
    address.hash = `#${CODE}`;
    assert.equal(takeInviteCode(), CODE);
    assert.equal(address.hash, '');
    assert.equal(takeInviteCode(), CODE);
    forgetInviteCode();
    assert.equal(takeInviteCode(), undefined);
  });

  it('is refused if the link is not complete', () => {
    address.hash = `#${CODE.slice(0, 10)}`;
    assert.equal(takeInviteCode(), undefined);
    assert.equal(address.hash, '');
  });
});
