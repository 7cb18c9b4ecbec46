import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface Keys {
  accessToken: KeyObject;
  refreshSuccessor: KeyObject;
  refreshSeal: KeyObject;
  places: KeyObject;
  /** Short id of the installation. Not secret: it is part of a cookie's name. */
  installation: string;
}

/** Derives one key per purpose from the configured secret. */
export function deriveKeys(signingKey: Buffer): Keys {
  const bytes = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', signingKey, '', `chat auth-service: ${purpose}`, length));
  const derive = (purpose: string) => createSecretKey(bytes(purpose, 32));
  return {
    accessToken: derive('access token'),
    refreshSuccessor: derive('refresh token successor'),
    refreshSeal: derive('refresh token seal'),
    places: derive('names and addresses'),
    installation: bytes('installation', 4).toString('hex'),
  };
}
