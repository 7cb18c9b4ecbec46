/** Where the stories run: `npm run e2e` sets these for the product that it starts; set them for one that runs already. */
const read = (name: string): string | undefined => process.env[name] || undefined;

const address = read('BASE_URL');
if (address === undefined) {
  throw new Error('BASE_URL is not set: start the stories by `npm run e2e`, or name the address of a running chat.');
}

/** The chat's address, as this machine reaches it. */
export const baseUrl = new URL(address).origin;

/** The services' own addresses by the name of their contract: of a chat that was started for the stories alone. */
export const serviceUrls = JSON.parse(read('SERVICE_URLS') ?? '{}') as Record<string, string>;

const name = read('ADMIN_NAME');
const password = read('ADMIN_PASSWORD');

/** An administrator's account; without one the stories of administrators are left out. */
export const admin = name !== undefined && password !== undefined ? { name, password } : undefined;
