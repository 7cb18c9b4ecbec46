import { fileURLToPath } from 'node:url';

/** The services, each described by the contract `openapi/NAME.yaml`. */
export const services = ['auth', 'messages', 'users'] as const;
export type Service = (typeof services)[number];

/** The checkout's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
