/**
 * `npm run screenshots`: takes the README's screenshots of real conversations in chats started for them. Fixed sizes;
 * the hues of the faces differ, since they follow from the accounts.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions } from 'playwright';
import { chromiumOptions } from '../testkit/browser/chromium.ts';
import { Person } from '../testkit/browser/person.ts';
import { withProduct } from '../testkit/product.ts';
import { createTeam, PASSWORD } from './screenshots/create-team.ts';
import { ATELIER, LAB, type Team } from './screenshots/teams.ts';

const ZONE = { locale: 'en-GB', timezoneId: 'Europe/Paris' };
const WIDE = { ...ZONE, viewport: { width: 1440, height: 900 } };
const PHONE = { ...ZONE, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

await mkdir(folder, { recursive: true });
const browser = await chromium.launch(chromiumOptions());
await inRoom(LAB, WIDE, async (person) => {
  const members = person.page.locator('room-header').getByRole('button', { name: /member/ });
  await person.page.getByRole('list', { name: 'Members' }).getByText('guest').waitFor();
  await picture(person, 'light');
  await members.click();
  await person.page.emulateMedia({ colorScheme: 'dark' });
  await picture(person, 'dark');
});
await inRoom(ATELIER, { ...PHONE, locale: 'fr-FR' }, (person) => picture(person, 'phone'));
await browser.close();

/** The first of a team opens the room, with what is unread in it. */
async function inRoom(team: Team, options: BrowserContextOptions, work: (person: Person) => Promise<void>) {
  await withProduct(async ({ BASE_URL: url, ADMIN_NAME: username, ADMIN_PASSWORD: password }, adminUrl) => {
    const { shown, connect } = await createTeam(team, { url, adminUrl, admin: { username, password } });
    const context = await browser.newContext({ ...options, baseURL: url });
    const person = new Person(await context.newPage());
    await person.page.goto('/');
    await person.page
      .locator('input[name=username], login-form input')
      .first()
      .fill(team.people[0] ?? '');
    await person.page.keyboard.press('Enter');
    await person.page.locator('input[type=password]').fill(PASSWORD);
    await person.page.keyboard.press('Enter');
    await person.page.locator('chat-room').waitFor();
    await connect();
    await person.page.goto(`/r/${shown}`);
    await person.page.getByRole('article').last().waitFor();
    await work(person);
  });
}

async function picture({ page }: Person, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  console.log(path.relative(process.cwd(), file));
}
