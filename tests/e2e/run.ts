/**
 * `npm run e2e [-- arguments of Playwright]`: the stories, against the chat at BASE_URL, or chats started for them. For a
 * chat that runs already ADMIN_NAME and ADMIN_PASSWORD name an administrator's account, if there is one to use.
 */
import { playwright } from './support/playwright.ts';
import { withProducts } from '../../testkit/product.ts';

/** Each worker has a chat of its own; with its browsers it takes about a core. */
const WORKERS = 2;

const { BASE_URL, ADMIN_NAME, ADMIN_PASSWORD } = process.env;
if (BASE_URL && !(ADMIN_NAME && ADMIN_PASSWORD)) {
  console.log('ADMIN_NAME and ADMIN_PASSWORD are not set: the stories of administrators are left out.');
}
process.exitCode = BASE_URL ? await playwright() : await withProducts(WORKERS, playwright);
