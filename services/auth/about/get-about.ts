import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';

type GetAbout = operations['getAbout'];

/** Describes this chat to anybody. */
export async function getAbout(
  { chatNames, rules, anonymousRequests }: Identity,
  { network }: ValidRequest<GetAbout>,
): Promise<Reply<GetAbout>> {
  anonymousRequests.admit(network);
  return { status: 200, body: { name: await chatNames.current(), guestLogin: rules.guestLogin } };
}
