import type { Request } from 'express';
import type { Authenticate, Caller } from '../caller.ts';
import { Problem } from '../problem.ts';
import type { Operation } from './spec.ts';

export type Security = NonNullable<Operation['security']>;

const BEARER = /^Bearer +([^ ]{1,4096}) *$/i;

const takesToken = (security: Security) => security.some((requirement) => 'bearerAuth' in requirement);

/** Whether a token is mandatory: then it is checked before any other work for the request. */
export const demandsToken = (security: Security) => security.length === 1 && takesToken(security);

/** The caller, if a token was sent. An invalid token is not an error if the contract makes it optional. */
export async function identify(
  request: Request,
  requestId: string,
  security: Security,
  authenticate: Authenticate,
): Promise<Caller | undefined> {
  if (!takesToken(security)) return undefined;
  const optional = !demandsToken(security);
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    if (optional) return undefined;
    throw new Problem('unauthenticated', 'Send the token of POST /login as "Authorization: Bearer TOKEN".');
  }
  try {
    return await authenticate(token, requestId);
  } catch (error) {
    if (optional && error instanceof Problem && error.kind === 'unauthenticated') return undefined;
    throw error;
  }
}
