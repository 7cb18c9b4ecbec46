/**
 * Where the stories run. `npm run e2e` starts one chat per worker and lists them in CHATS; the variables of one chat name
 * one that runs already.
 */
import type { Variables } from '../../../testkit/product.ts';

const listed = process.env['CHATS'];

export const chats: Partial<Variables>[] = listed === undefined ? [process.env] : (JSON.parse(listed) as Variables[]);

// Playwright numbers its workers; the process that starts them only lists the stories.
const chat = chats[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)];

if (!chat?.BASE_URL) {
  throw new Error('BASE_URL is not set: start the stories by `npm run e2e`, or name the address of a running chat.');
}

/** The chat's address, as this machine reaches it. */
export const baseUrl = new URL(chat.BASE_URL).origin;

/** The services' own addresses by the name of their contract: of a chat that was started for the stories alone. */
export const serviceUrls = JSON.parse(chat.SERVICE_URLS || '{}') as Record<string, string>;

const { ADMIN_NAME: name, ADMIN_PASSWORD: password } = chat;

/** An administrator's account; without one the stories of administrators are left out. */
export const admin = name && password ? { name, password } : undefined;
