import type { Role } from '../shared/identity/caller.ts';
import { nameKey } from '../shared/names.ts';
import { Problem } from '../shared/problem.ts';
import type { Person } from './store-transaction.ts';

/** What the operator decided about names: who administers, and whether there are guests. */
export class NameRules {
  readonly #adminKeys: ReadonlySet<string>;
  readonly #guestLogin: boolean;

  constructor({ admins, guestLogin }: { admins: readonly string[]; guestLogin: boolean }) {
    this.#adminKeys = new Set(admins.map(nameKey));
    this.#guestLogin = guestLogin;
  }

  roles({ nameKey, passwordHash }: Person): Role[] {
    if (passwordHash === null) return ['guest'];
    return this.#adminKeys.has(nameKey) ? ['account', 'admin'] : ['account'];
  }

  /** Why nobody may be a guest by this name; undefined where somebody may. */
  guestRefusal(key: string): Problem | undefined {
    if (this.#adminKeys.has(key)) {
      return new Problem('name-reserved', 'It is kept for an administrator. Choose another name.');
    }
    return this.#guestLogin ? undefined : new Problem('guest-login-off', 'Ask the operator for an account.');
  }
}
