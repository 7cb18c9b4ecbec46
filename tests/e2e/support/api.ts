import type { components as Auth } from '../../../generated/types/auth.ts';
import type { components } from '../../../generated/types/messages.ts';
import type { components as Users } from '../../../generated/types/users.ts';
import { createApi, expectData, type Api } from '../../../testkit/api.ts';
import { baseUrl } from './environment.ts';

type Message = components['schemas']['Message'];
type ProfileRequest = Users['schemas']['ProfileRequest'];
type Session = Auth['schemas']['Session'];

const newApi = (token?: string) => createApi(`${baseUrl}/api`, { fetch: patient, token });

/** A rate limit and an unavailable service both return Retry-After. */
async function patient(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  if (![429, 503].includes(response.status)) return response;
  const seconds = Number(response.headers.get('Retry-After') ?? 1);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return patient(again);
}

/** A user of the API instead of the page: fills a history, or reads the server's state. */
export class Bot {
  readonly #api: Api;
  readonly name: string;
  readonly sub: string;

  private constructor({ username, sub, token }: Session) {
    this.name = username;
    this.sub = sub;
    this.#api = newApi(token);
  }

  static async login(username: string, password?: string): Promise<Bot> {
    const body = password === undefined ? { username } : { username, password };
    return new Bot(expectData(await newApi().POST('/login', { body })));
  }

  async say(message: string, room = 'general'): Promise<Message> {
    return expectData(await this.#api.POST('/messages', { body: { id: crypto.randomUUID(), room, message } }));
  }

  /** Makes a room. Returns its id. */
  async createRoom(name: string): Promise<string> {
    const body = { id: crypto.randomUUID(), kind: 'public', name } as const;
    return expectData(await this.#api.POST('/rooms', { body })).id;
  }

  async addMember(room: string, sub: string): Promise<void> {
    expectData(await this.#api.PUT('/rooms/{room}/members/{sub}', { params: { path: { room, sub } } }));
  }

  /** The `sub` of somebody who is online. */
  async subOf(name: string): Promise<string> {
    const { people } = expectData(await this.#api.GET('/users', { params: { query: { q: name } } }));
    const person = people.find(({ username }) => username === name);
    if (!person) throw new Error(`${name} is not in the directory.`);
    return person.sub;
  }

  /** The direct room with somebody. Returns its id. */
  async openDirect(sub: string): Promise<string> {
    return expectData(await this.#api.POST('/direct', { body: { subs: [sub] } })).id;
  }

  /** Mentions somebody in `general`. */
  async mention(sub: string, name: string): Promise<void> {
    const body = { id: crypto.randomUUID(), message: `Look, @${name}`, mentions: [{ sub, as: name }] };
    expectData(await this.#api.POST('/messages', { body }));
  }

  /** Joins a public room; `general` is joined by asking for the rooms. */
  async join(room: string): Promise<void> {
    expectData(await this.#api.PUT('/rooms/{room}/members/{sub}', { params: { path: { room, sub: this.sub } } }));
    expectData(await this.#api.GET('/rooms', {}));
  }

  /** Has read everything, so a page opens rooms at their end. */
  async readAll(): Promise<void> {
    const { cursor } = expectData(await this.#api.GET('/rooms', {}));
    const { response } = await this.#api.PUT('/rooms/read', { body: { seq: cursor } });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  }

  /** The number of the newest messages with exactly this text. */
  async count(text: string): Promise<number> {
    const { messages } = expectData(await this.#api.GET('/messages', { params: { query: { limit: 200 } } }));
    return messages.filter(({ message }) => message === text).length;
  }

  /** Is online for 30 seconds. */
  async connect(): Promise<void> {
    expectData(await this.#api.POST('/users/connect', {}));
  }

  async countOnline(): Promise<number> {
    return expectData(await this.#api.GET('/users/online', {})).count;
  }

  /** Sets a password, which turns the guest into an account. */
  async setPassword(password: string): Promise<void> {
    expectData(await this.#api.PUT('/account/password', { body: { password } }));
  }

  async updateProfile(changes: ProfileRequest): Promise<void> {
    expectData(await this.#api.PATCH('/users/me', { body: changes }));
  }

  /** For administrators. */
  async renameChat(name: string): Promise<void> {
    expectData(await this.#api.PATCH('/about', { body: { name } }));
  }

  /** For administrators: a one-time link with which the account's owner chooses a new password. */
  async resetLink(sub: string): Promise<string> {
    return expectData(await this.#api.POST('/accounts/{sub}/reset-link', { params: { path: { sub } } })).link;
  }
}
