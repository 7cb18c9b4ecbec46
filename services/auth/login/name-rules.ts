import { Problem } from '../../shared/problem.ts';
import type { Role } from '../../shared/caller.ts';
import { nameKey } from '../../shared/text/names.ts';
import { skeletons } from '../../shared/text/skeletons.ts';
import type { Person } from '../person.ts';
import { RESERVED_NAMES } from './reserved-names.ts';

/** UTS #39: no repeated nonspacing mark in a sequence, and no more than four. They would overlap other lines. */
const TOO_MANY_MARKS = /(\p{Mn})\p{Mn}*\1|[\p{Mn}\p{Me}]{5}/u;

/** "ad-min" and "Admin." read as "admin". */
const SEPARATORS = /[-_. '’·・]/gu;

/** Why a name that follows the contract may not be taken for its marks; undefined if it may. */
export function markFault(name: string): string | undefined {
  const hasFault = TOO_MANY_MARKS.test(name.normalize('NFKC').normalize('NFD'));
  return hasFault ? 'must not have more than four marks, or the same mark twice, on one letter' : undefined;
}

/** The operator's rules for names: administrators, and whether guests are allowed. */
export class NameRules {
  readonly adminKeys: ReadonlySet<string>;
  readonly #adminSkeletons: ReadonlySet<string>;
  readonly #reservedSkeletons: ReadonlySet<string>;
  readonly guestLogin: boolean;

  constructor({ admins, guestLogin }: { admins: readonly string[]; guestLogin: boolean }) {
    this.adminKeys = new Set(admins.map(nameKey));
    this.#adminSkeletons = new Set(admins.flatMap(skeletons));
    this.#reservedSkeletons = new Set(
      RESERVED_NAMES.map((name) => name.replace(SEPARATORS, ''))
        .concat(RESERVED_NAMES)
        .flatMap(skeletons),
    );
    this.guestLogin = guestLogin;
  }

  roles(person: Person): Role[] {
    if (person.passwordHash === null) return ['guest'];
    return this.administrator(person) ? ['account', 'admin'] : ['account'];
  }

  /** How an account became an administrator; undefined if it is none. */
  administrator({ nameKey, administrator }: Person): 'setting' | 'granted' | undefined {
    if (this.adminKeys.has(nameKey)) return 'setting';
    return administrator ? 'granted' : undefined;
  }

  /**
   * Why no guest may have this name; undefined if a guest may.
   *
   * @param invited whether the guest comes by an invite, which guest login does not concern
   */
  guestRefusal(key: string, invited = false): Problem | undefined {
    if (this.adminKeys.has(key)) {
      return new Problem('name-reserved', 'It is reserved for an administrator. Choose another name.');
    }
    return this.guestLogin || invited ? undefined : new Problem('guest-login-off', 'Ask the operator for an account.');
  }

  /** Why this name may not be newly taken; existing holders keep it. */
  takingRefusal(name: string): Problem | undefined {
    const looks = skeletons(name);
    if (looks.some((look) => this.#adminSkeletons.has(look))) {
      return new Problem('name-reserved', 'It looks like the name of an administrator. Choose another name.');
    }
    const plain = skeletons(name.replace(SEPARATORS, ''));
    if ([...looks, ...plain].some((look) => this.#reservedSkeletons.has(look))) {
      return new Problem('name-reserved', 'It could be mistaken for the chat itself. Choose another name.');
    }
    return undefined;
  }
}

export function nameOfDeletedAccount(): Problem {
  return new Problem('name-reserved', 'It belonged to a deleted account. Choose another name.');
}
