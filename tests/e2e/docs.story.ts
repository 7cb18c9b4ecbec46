import type { Locator, Page } from 'playwright/test';
import { serviceUrls } from './support/environment.ts';
import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';

const operations = [
  { service: 'messages', operation: 'Read the history', status: 401 },
  { service: 'users', operation: 'List who is online', status: 401 },
];

test.beforeEach(({ context, watch }) => watch.add(context));

test('the API documentation of auth can be tried out at the gateway', async ({ page }) => {
  await page.goto('/docs/auth');
  await logIn(page);
});

for (const { service, operation, status } of operations) {
  test(`the API documentation of ${service} can be tried out at the gateway`, async ({ page, watch }) => {
    watch.allow(/status of 401/);
    await page.goto(`/docs/${service}`);
    await expect(await execute(await tryOut(page, operation), status)).toContainText('Authentication required');
  });
}

for (const [service, address] of Object.entries(serviceUrls)) {
  test(`the API documentation of ${service} can be tried out on its own port`, async ({ page }) => {
    await page.goto(`${address}/docs`);
    await expect(await execute(await tryOut(page, 'Liveness'), 200)).toContainText('healthy');
  });
}

test('the token of the login authorizes the other operations', async ({ page }) => {
  await authorize(page, 'messages', await token(page));
  await expect(await execute(await tryOut(page, 'Read the history'), 200)).toContainText('"messages"');
});

test('the beginning of a stream is shown', async ({ page }) => {
  await authorize(page, 'users', await token(page));
  const answer = await execute(await tryOut(page, 'Stream presence'), 200);
  await expect(answer).toContainText('event: snapshot');
  await expect(answer).toContainText('the stream continues');
});

async function token(page: Page): Promise<string> {
  await page.goto('/docs/auth');
  const answer = await logIn(page);
  return (JSON.parse(await answer.getByRole('code').innerText()) as { token: string }).token;
}

async function authorize(page: Page, service: string, token: string): Promise<void> {
  await page.goto(`/docs/${service}`);
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.getByRole('textbox', { name: 'auth-bearer-value' }).fill(token);
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
}

/** The response to a login with an unused name. */
async function logIn(page: Page): Promise<Locator> {
  const login = await tryOut(page, 'Log in');
  await login.getByRole('textbox').fill(JSON.stringify({ username: uniqueName('Dora') }));
  return execute(login, 200);
}

async function tryOut(page: Page, operation: string): Promise<Locator> {
  await page.getByRole('button', { name: operation }).first().click();
  const block = page.locator('.opblock.is-open');
  await block.getByRole('button', { name: 'Try it out' }).click();
  return block;
}

/** Returns the response, which must have the status. */
async function execute(block: Locator, status: number): Promise<Locator> {
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = block.getByRole('row', { name: new RegExp(`^${status} .*Response body`) });
  await expect(answer).toBeVisible();
  return answer;
}
