/** An administrator, and the accounts and guests that it administers, for one test file. */
import assert from 'node:assert/strict';
import { before } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import type { Client } from './client.ts';
import type { Replicas } from './replicas.ts';

type Account = components['schemas']['Account'];
type AccountPage = components['schemas']['AccountPage'];

export const password = 'correct horse battery staple';
/** What a token of an ended session is verified as. */
export const ended = { valid: false, reason: 'ended' };

/** Agatha administers; the name Deputy would, too. Called inside a `describe`, since it needs the replicas. */
export function administrationForTests({ browser, another }: Replicas) {
  let administrator: Client;

  /** Creates an account whose browser is logged in. */
  async function register(username: string): Promise<{ owner: Client; sub: string }> {
    const owner = browser(0);
    await owner.login(username);
    const { sub } = await owner.setPassword(password);
    return { owner, sub };
  }

  before(async () => {
    await register('Agatha');
    const replica = await another({ config: { admins: ['Agatha', 'Deputy'] } });
    administrator = replica.client();
    await administrator.login('Agatha', password);
  });

  return {
    register,
    send: (...request: Parameters<Client['send']>) => administrator.send(...request),
    list: async (query: string): Promise<AccountPage> => {
      const response = await administrator.send('GET', `/accounts${query}`);
      assert.equal(response.status, 200);
      return (await response.json()) as AccountPage;
    },
    setDisabled: async (sub: string, disabled: boolean): Promise<Account> => {
      const response = await administrator.send('PATCH', `/accounts/${sub}`, { disabled });
      assert.equal(response.status, 200);
      return (await response.json()) as Account;
    },
    login: (username: string, sent?: string) =>
      browser(1).send('POST', '/login', { username, ...(sent === undefined ? {} : { password: sent }) }),
  };
}
