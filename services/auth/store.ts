import type pg from 'pg';
import { inTransaction } from '../shared/database/transaction.ts';
import { AboutChanges } from './about/store.ts';
import { AccountChanges } from './accounts/store.ts';
import { DisplayNameChanges } from './display-names/store.ts';
import { DEFAULT_SESSION_LIFETIME } from './lifetimes.ts';
import { PeopleChanges } from './people/store.ts';
import { SessionChanges } from './sessions/store.ts';
import { ResetChanges } from './accounts/reset/store.ts';
import { SetupChanges } from './accounts/setup/store.ts';

/**
 * Changes to people and sessions in one transaction. Two rules make them safe across replicas, whatever feature makes
 * them: taking a name locks the name first; changing a person or their sessions locks the person first, several people
 * in one statement and in one order.
 */
export class IdentityTransaction {
  readonly people: PeopleChanges;
  readonly accounts: AccountChanges;
  readonly sessions: SessionChanges;
  readonly about: AboutChanges;
  readonly setup: SetupChanges;
  readonly resets: ResetChanges;
  readonly displayNames: DisplayNameChanges;

  /** @param sessionLifetime maximum lifetime of a session, in milliseconds */
  constructor(client: pg.PoolClient, sessionLifetime: number) {
    this.sessions = new SessionChanges(client, sessionLifetime);
    this.people = new PeopleChanges(client, this.sessions);
    this.resets = new ResetChanges(client);
    this.accounts = new AccountChanges(client, this.sessions, this.resets);
    this.about = new AboutChanges(client);
    this.setup = new SetupChanges(client);
    this.displayNames = new DisplayNameChanges(client);
  }
}

/** Runs changes to people and sessions. */
export class IdentityStore {
  readonly #pool: pg.Pool;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime maximum lifetime of a session, in milliseconds */
  constructor(pool: pg.Pool, sessionLifetime = DEFAULT_SESSION_LIFETIME) {
    this.#pool = pool;
    this.#sessionLifetime = sessionLifetime;
  }

  transaction<T>(work: (transaction: IdentityTransaction) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, (client) => work(new IdentityTransaction(client, this.#sessionLifetime)));
  }
}
