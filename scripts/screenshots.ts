/**
 * `npm run screenshots`: takes the README's screenshots of real conversations in a chat started for them. Fixed sizes;
 * identical if the fonts are.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions } from 'playwright';
import { chromiumOptions } from '../testkit/browser/chromium.ts';
import { Person } from '../testkit/browser/person.ts';
import { withProduct } from '../testkit/product.ts';

/** The messages by author; a name without a text is only online. */
type Talk = [name: string, text?: string][];

const ENGLISH: Talk = [
  ['Kenji'],
  ['Grace', 'Morning! The train to Lyon leaves at 9:42, platform 5 🚆'],
  ['Ada', 'Perfect. I bring the coffee. Who takes care of the croissants?'],
  ['Émile', 'Me! Two for each of us?'],
  ['Ada', 'Better make it three for Kenji.'],
  ['Kenji', 'I heard that. And I am not even denying it 😄'],
  ['Kenji', 'Does anybody know where the workshop is, once we are there?'],
  ['Émile', 'Across the river; the entrance is in the courtyard:\nhttps://www.openstreetmap.org/way/24230151'],
  ['Ada', 'Found it, ten minutes on foot. See you all on the platform!'],
  ['Grace', '🥐☕'],
];

const ACCOUNTS = ['Ada', 'Grace', 'Zoé'];
const ROOMS: Record<string, string[]> = { Ada: ['Lyon trip', 'Design', 'Lunch'] };
const GENERAL = '/r/general';

const FRENCH: Talk = [
  ['Marcel'],
  ['Inès', 'On se retrouve où pour le pique-nique ?'],
  ['Zoé', 'Au bord du lac, côté saules. Il y a de l’ombre.'],
  ['Marcel', 'J’apporte la nappe et une tarte aux abricots.'],
  ['Inès', 'Alors moi le fromage et le pain.'],
  ['Zoé', 'Et moi les fruits ! Vers midi, ça vous va ?'],
  ['Inès', 'Parfait, à tout à l’heure 🌿'],
];

const ZONE = { locale: 'en-GB', timezoneId: 'Europe/Paris' };
const WIDE = { ...ZONE, viewport: { width: 1440, height: 900 } };
const PHONE = { ...ZONE, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

await mkdir(folder, { recursive: true });
const browser = await chromium.launch(chromiumOptions());
await withProduct(async ({ BASE_URL }) => {
  const people = await chat(ENGLISH, { ...WIDE, baseURL: BASE_URL });
  await picture(people.get('Ada'), 'light');
  await people.get('Émile')?.page.emulateMedia({ colorScheme: 'dark' });
  await picture(people.get('Émile'), 'dark');
});
await withProduct(async ({ BASE_URL }) => {
  const people = await chat(FRENCH, { ...PHONE, baseURL: BASE_URL });
  await people.get('Zoé')?.chooseLanguage('Français');
  await people.get('Zoé')?.page.goto(GENERAL);
  await people.get('Zoé')?.page.getByRole('button', { name: '3 en ligne' }).waitFor();
  await picture(people.get('Zoé'), 'phone');
});
await browser.close();

/** Everybody logs in, and then they send their messages. */
async function chat(talk: Talk, options: BrowserContextOptions): Promise<Map<string, Person>> {
  const people = new Map<string, Person>();
  for (const name of new Set(talk.map(([name]) => name))) {
    const context = await browser.newContext(options);
    const person = new Person(await context.newPage());
    await person.page.goto('/');
    await person.login(name);
    if (ACCOUNTS.includes(name)) await person.setPassword('correct horse battery staple');
    for (const room of ROOMS[name] ?? []) await person.createRoom(room);
    // On a phone the settings are in the list of rooms.
    await person.page.goto(GENERAL);
    await person.composer.waitFor();
    people.set(name, person);
  }
  for (const [name, text] of talk) {
    const person = people.get(name);
    if (!person || text === undefined) continue;
    await person.say(text);
    for (const { messages } of people.values()) await messages.filter({ hasText: text }).last().waitFor();
  }
  return people;
}

async function picture(person: Person | undefined, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await person?.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  console.log(path.relative(process.cwd(), file));
}
