import { uniqueName, uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test('a French browser gets a French page', async ({ visit, join, watch }) => {
  watch.allow(SESSION_ENDED);
  const ben = await join('Ben');
  const zoe = await visit({ locale: 'fr-FR' });
  const { page } = zoe;
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await page.getByRole('textbox', { name: 'Pseudo' }).fill(uniqueName('Zoé'));
  await page.getByRole('button', { name: 'Rejoindre le chat' }).click();

  const text = uniqueText('Bonjour à tous');
  await zoe.say(text);
  await expect(zoe.message(text).getByRole('button', { name: 'Modifier le message' })).toBeAttached();
  await expect(page.getByRole('list', { name: 'En ligne' })).toContainText(ben.name);
  await expect(page.getByRole('heading', { name: 'Aujourd’hui' })).toBeVisible();
  await expect(ben.message(text)).toBeVisible();

  await page.getByRole('button', { name: 'Paramètres' }).click();
  await page.getByRole('button', { name: 'Se déconnecter', exact: true }).click();
  await page.getByRole('button', { name: 'Se déconnecter quand même' }).click();
  await expect(page.getByRole('textbox', { name: 'Pseudo' })).toBeVisible();
});

test('the language can be switched and is kept in every tab', async ({ join }) => {
  const ada = await join('Ada');
  const tab = await ada.openTab();
  await ada.chooseLanguage('Français');
  for (const person of [ada, tab]) await expectFrench(person);
  await ada.page.reload();
  await expectFrench(ada);

  await tab.page.getByRole('button', { name: 'Paramètres' }).click();
  await tab.page.getByRole('radio', { name: 'English' }).check();
  for (const { page } of [ada, tab]) await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

async function expectFrench({ page }: Person): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByRole('button', { name: 'Envoyer' })).toBeVisible();
}
