import type { components } from '../../generated/types/auth.ts';

export type Role = components['schemas']['Role'];

/** The caller, as verified by auth-service. */
export interface Caller {
  /** The access token, kept so that an open stream can be verified again. */
  readonly token: string;
  readonly sub: string;
  readonly sid: string;
  readonly username: string;
  readonly roles: readonly Role[];
  /** A guest who came by an invite, and is in the rooms of invites only. */
  readonly invited: boolean;
  /** The token's expiry, in seconds since 1970. */
  readonly exp: number;
}

/** Resolves an access token to its caller. Throws `unauthenticated` or `unavailable`. */
export type Authenticate = (token: string, requestId: string) => Promise<Caller>;
