import type { ServiceName } from '../services/services.ts';

/** Limits that the load would reach, raised by the product's own settings. */
export const RAISED_LIMITS = {
  auth: { LOGIN_LIMIT_PER_NAME: '100000', LOGIN_LIMIT_PER_ADDRESS: '100000', REQUEST_LIMIT: '100000' },
  messages: {
    SEND_LIMIT: '100000',
    REQUEST_LIMIT: '100000',
    STREAM_LIMIT_PER_USER: '100000',
    STREAM_LIMIT_PER_ADDRESS: '100000',
  },
  users: { REQUEST_LIMIT: '100000', STREAM_LIMIT_PER_USER: '100000', STREAM_LIMIT_PER_ADDRESS: '100000' },
} as const satisfies Record<ServiceName, object>;
