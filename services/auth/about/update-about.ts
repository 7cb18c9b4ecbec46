import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';

type UpdateAbout = operations['updateAbout'];

/** Renames this chat, for administrators. */
export async function updateAbout(
  { chatNames, limiter, rules, store }: Identity,
  { caller, body: { name }, audit }: ValidRequest<UpdateAbout>,
): Promise<Reply<UpdateAbout>> {
  await admitAdministrator({ limiter }, caller, CHANGES, 'rename the chat');
  const changed = await store.transaction(({ about }) => about.setName(name));
  chatNames.forget();
  // A repeated request changes nothing, so it is not logged.
  if (changed) audit({ event: 'chat-renamed', name });
  return { status: 200, body: { name, guestLogin: rules.guestLogin } };
}
