import type { Caller } from '../shared/caller.ts';

/** A person, as their access token names them. */
export interface Person {
  sub: string;
  username: string;
  guest: boolean;
}

export function personOf({ sub, username, roles }: Caller): Person {
  return { sub, username, guest: roles.includes('guest') };
}
