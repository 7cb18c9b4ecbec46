import { expect, type Locator, type Page } from 'playwright/test';

/** A user in one tab: what they see and do, found by role and label. */
export class Person {
  readonly page: Page;
  /** The nickname that they logged in with. */
  name = '';

  constructor(page: Page) {
    this.page = page;
  }

  /** Another tab of the same browser. */
  async openTab(): Promise<Person> {
    const tab = new Person(await this.page.context().newPage());
    tab.name = this.name;
    await tab.page.goto('/');
    return tab;
  }

  // Login screen

  get nickname(): Locator {
    return this.page.getByRole('textbox', { name: 'Nickname' });
  }

  get password(): Locator {
    return this.page.getByLabel('Password', { exact: true });
  }

  get alert(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  async submitLogin(name: string): Promise<void> {
    await this.nickname.fill(name);
    await this.press('Join the chat');
  }

  async submitPassword(password: string): Promise<void> {
    await this.password.fill(password);
    await this.press('Log in');
  }

  async login(name: string, password?: string): Promise<void> {
    await this.submitLogin(name);
    if (password !== undefined) await this.submitPassword(password);
    await expect(this.composer).toBeVisible();
    this.name = name;
  }

  // Room

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    // With an on-screen keyboard, the button sends.
    const touch = await this.page.evaluate<boolean>(`globalThis.matchMedia?.('(hover: none)').matches ?? false`);
    if (touch) await this.page.getByRole('button', { name: 'Send' }).tap();
    else await this.composer.press('Enter');
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  get messages(): Locator {
    return this.log.getByRole('article');
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text });
  }

  /** One of the person's own messages, once the server has it: nothing says that it is on its way, or refused. */
  sent(text: string): Locator {
    const unsent = this.page.getByRole('img', { name: /^(Sending|Waiting for|You are sending|Not sent)/ });
    return this.message(text).filter({ hasNot: unsent });
  }

  waiting(text: string): Locator {
    return this.#inState(text, 'Waiting for connection');
  }

  failed(text: string): Locator {
    return this.#inState(text, 'Not sent');
  }

  #inState(text: string, state: string): Locator {
    return this.message(text).filter({ has: this.page.getByRole('img', { name: state, exact: true }) });
  }

  async tryAgain(text: string): Promise<void> {
    await this.message(text).getByRole('button', { name: 'Try again' }).click();
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: 'Edit message' });
  }

  async edit(text: string, replacement: string): Promise<void> {
    await this.act(text, 'Edit message');
    await this.editor.fill(replacement);
    await this.editor.press('Enter');
  }

  async delete(text: string): Promise<void> {
    await this.act(text, 'Delete message');
    await expect(this.dialog('Delete this message?')).toBeVisible();
    await this.press('Delete');
  }

  /** Presses a button in the toolbar of a message. */
  async act(text: string, action: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: action }).click();
  }

  get banner(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'Your messages are saved' });
  }

  /** The button that scrolls to the newest messages. */
  get pill(): Locator {
    return this.page.getByRole('button', { name: /^(\d+ new messages?|Go to the newest messages)$/ });
  }

  /** The line above the first unread message. */
  get newsLine(): Locator {
    return this.log.getByText('New messages', { exact: true });
  }

  // Rooms

  /** The list of rooms and direct messages. */
  get rooms(): Locator {
    return this.page.getByRole('navigation', { name: 'Rooms' });
  }

  /** A room's or a person's row in the list: its name comes first, and then what waits in it. */
  roomLink(name: string): Locator {
    return this.rooms.getByRole('link').filter({ hasText: name });
  }

  /** The heading of the room that is shown. */
  roomHeading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  async openRoom(name: string): Promise<void> {
    await this.roomLink(name).click();
    await expect(this.roomHeading(name)).toBeVisible();
  }

  async createRoom(name: string, kind: 'Public' | 'Private' = 'Public'): Promise<void> {
    await this.chooseInMenu('Chat menu', 'New room');
    await this.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.page.getByRole('radio', { name: kind }).check();
    await this.press('Create the room');
    await expect(this.roomHeading(name)).toBeVisible();
  }

  /** Opens the direct room with somebody, by "New message". */
  async startDirect(name: string): Promise<void> {
    await this.chooseInMenu('Chat menu', 'New message');
    await this.page.getByRole('combobox', { name: 'People' }).fill(name);
    await this.page.getByRole('option', { name }).click();
    await this.press('Start writing');
    await expect(this.roomHeading(name)).toBeVisible();
  }

  async chooseInMenu(menu: string, item: string): Promise<void> {
    await this.press(menu);
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** On a phone, from a room to the list. */
  async goToList(): Promise<void> {
    await this.page.getByRole('link', { name: 'Back to the list of rooms' }).click();
    await expect(this.rooms).toBeVisible();
  }

  // Online list

  online(name: string): Locator {
    return this.page.getByRole('list', { name: 'Online' }).getByRole('listitem').filter({ hasText: name });
  }

  async onlineCount(): Promise<number> {
    const heading = await this.page.getByRole('heading', { name: /^Online \d/ }).innerText();
    return Number(heading.replace(/\D/g, ''));
  }

  // Dialogs; elements behind an open one are not reachable

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name });
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  async openSettings(): Promise<void> {
    // On a phone the settings are in the list of rooms.
    const back = this.page.getByRole('link', { name: 'Back to the list of rooms' });
    if (await back.isVisible()) await back.click();
    await this.press('Settings');
    await expect(this.dialog('Settings')).toBeVisible();
  }

  async chooseLanguage(language: string): Promise<void> {
    await this.openSettings();
    await this.page.getByRole('radio', { name: language }).check();
  }

  /** @param current the current password, if the user has an account already */
  async setPassword(password: string, current?: string): Promise<void> {
    await this.openSettings();
    if (current !== undefined) await this.page.getByLabel('Current password').fill(current);
    await this.page.getByLabel('New password').fill(password);
    await this.press(current === undefined ? 'Set password' : 'Change password');
    await expect(this.page.getByText('Password saved.')).toBeVisible();
    await this.press('Close');
  }

  async logout(): Promise<void> {
    await this.openSettings();
    // The browser reports an error if the logout overtakes the request for the sessions.
    await expect(this.page.getByRole('list', { name: 'Sessions' }).getByText('This browser')).toBeVisible();
    await this.press('Log out');
    // Guests are told what they lose.
    const anyway = this.page.getByRole('button', { name: 'Log out anyway' });
    await expect(this.nickname.or(anyway)).toBeVisible();
    if (await anyway.isVisible()) await anyway.click();
    await expect(this.nickname).toBeVisible();
  }
}
