import type { operations } from '../../../generated/types/auth.ts';
import type { Reply } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';

/** Lists the administrators' accounts, so that the page can mark them. */
export async function listAdministrators({
  accounts,
  rules,
}: Identity): Promise<Reply<operations['listAdministrators']>> {
  const found = await accounts.administrators(rules.adminKeys);
  return { status: 200, body: { administrators: found.map(({ sub, username }) => ({ sub, username })) } };
}
