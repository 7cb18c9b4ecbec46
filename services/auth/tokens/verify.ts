import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { verifyToken } from './verify-token.ts';

type Verify = operations['verify'];

/** Verifies an access token for the other services. */
export async function verify(identity: Identity, { body }: ValidRequest<Verify>): Promise<Reply<Verify>> {
  return { status: 200, body: await verifyToken(identity, body.token) };
}
