import { expect } from 'playwright/test';
import type { Person } from '../../../testkit/browser/person.ts';
import { Bot } from './api.ts';
import { admin } from './environment.ts';
import { uniqueName } from './names.ts';

export const PASSWORD = 'paper lantern over water';

/** A name that has an account: guests make no rooms and join none. */
export async function createAccount(name: string): Promise<string> {
  const unique = uniqueName(name);
  await (await Bot.login(unique)).setPassword(PASSWORD);
  return unique;
}

/** Somebody with an account who uses the API, and can use the page too. */
export async function createMember(name: string): Promise<Bot> {
  return Bot.login(await createAccount(name), PASSWORD);
}

/** Logs in as the chat's administrator, whose page opens where the newest messages are, whatever other stories wrote. */
export async function loginAsAdmin(person: Person): Promise<void> {
  const [name, password] = [admin?.name ?? '', admin?.password];
  await (await Bot.login(name, password)).readAll();
  await person.login(name, password);
}

/** In the dialog that is open. */
export async function choosePerson({ page }: Person, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'People' }).fill(name);
  await page.getByRole('option', { name }).click();
}

export async function addPeople(person: Person, room: string, name: string): Promise<void> {
  await person.chooseInMenu('Room menu', 'Add people');
  await choosePerson(person, name);
  await person.press('Add');
  await expect(person.dialog(`Add people to ${room}`)).toBeHidden();
  // Its entry in the history goes a moment later; until then keys are the dialog's.
  await expect.poll(() => person.page.evaluate<number>('history.state?.layers ?? 0')).toBe(0);
}
