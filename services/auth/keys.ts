import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface Keys {
  accessToken: KeyObject;
  refreshSuccessor: KeyObject;
  refreshSeal: KeyObject;
}

/** One key for each purpose, from the one secret that is configured. */
export function deriveKeys(signingKey: Buffer): Keys {
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', signingKey, '', `chat auth-service: ${purpose}`, 32)));
  return {
    accessToken: derive('access token'),
    refreshSuccessor: derive('refresh token successor'),
    refreshSeal: derive('refresh token seal'),
  };
}
