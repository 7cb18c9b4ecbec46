import type { operations } from '../../../generated/types/auth.ts';
import type { Reply } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';

/** Lists the administrators' accounts, so that the page can mark them. */
export async function listAdministrators({ rules, store }: Identity): Promise<Reply<operations['listAdministrators']>> {
  const accounts = await store.accounts([...rules.adminKeys]);
  return { status: 200, body: { administrators: accounts.map(({ sub, username }) => ({ sub, username })) } };
}
