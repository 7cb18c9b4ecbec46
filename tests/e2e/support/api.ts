import type { components as Auth } from '../../../generated/types/auth.ts';
import type { components } from '../../../generated/types/messages.ts';
import type { components as Users } from '../../../generated/types/users.ts';
import { createApi, expectData, type Api } from '../../../testkit/api.ts';
import { baseUrl } from './environment.ts';

type Mention = components['schemas']['Mention'];
type Message = components['schemas']['Message'];
type MyRoom = components['schemas']['MyRoom'];
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

/** For answers without a body. */
async function succeed(call: Promise<{ response: Response }>): Promise<void> {
  const { response } = await call;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
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

  async say(message: string, room = 'general', mentions: Mention[] = []): Promise<Message> {
    const body = { id: crypto.randomUUID(), room, message, ...(mentions.length > 0 && { mentions }) };
    return expectData(await this.#api.POST('/messages', { body }));
  }

  async edit(id: string, message: string, mentions: Mention[] = []): Promise<void> {
    expectData(await this.#api.PATCH('/messages/{id}', { params: { path: { id } }, body: { message, mentions } }));
  }

  async remove(id: string): Promise<void> {
    await succeed(this.#api.DELETE('/messages/{id}', { params: { path: { id } } }));
  }

  async clear(room: string): Promise<void> {
    await succeed(this.#api.DELETE('/rooms/{room}/messages', { params: { path: { room } } }));
  }

  /** The rooms of this person. */
  async rooms(): Promise<MyRoom[]> {
    return expectData(await this.#api.GET('/rooms', {})).rooms;
  }

  /** The newest 200 messages of a room. */
  async history(room: string): Promise<Message[]> {
    return expectData(await this.#api.GET('/messages', { params: { query: { room, limit: 200 } } })).messages;
  }

  /** Sets the marker: everything up to a position is read, and with `unread` nothing after it. */
  async mark(room: string, seq: number, unread: boolean): Promise<void> {
    await succeed(this.#api.PUT('/rooms/{room}/read', { params: { path: { room } }, body: { seq, unread } }));
  }

  async leave(room: string): Promise<void> {
    await succeed(this.#api.DELETE('/rooms/{room}/members/{sub}', { params: { path: { room, sub: this.sub } } }));
  }

  /** Makes a room. Returns its id. */
  async createRoom(name: string, kind: 'public' | 'private' = 'public'): Promise<string> {
    const body = { id: crypto.randomUUID(), kind, name };
    return expectData(await this.#api.POST('/rooms', { body })).id;
  }

  /** Makes an invite, for one guest if nothing else is said. Returns its code. */
  async invite(room: string, terms = { expiresIn: 3_600, maxUses: 1 }): Promise<string> {
    const body = { ...terms, makes: 'guest' } as const;
    return expectData(await this.#api.POST('/rooms/{room}/invites', { params: { path: { room } }, body })).code;
  }

  async addMember(room: string, sub: string): Promise<void> {
    expectData(await this.#api.PUT('/rooms/{room}/members/{sub}', { params: { path: { room, sub } } }));
  }

  async removeMember(room: string, sub: string): Promise<void> {
    const { response } = await this.#api.DELETE('/rooms/{room}/members/{sub}', { params: { path: { room, sub } } });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
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
    await succeed(this.#api.PUT('/rooms/read', { body: { seq: cursor } }));
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

  async disconnect(): Promise<void> {
    expectData(await this.#api.POST('/users/disconnect', {}));
  }

  async countOnline(): Promise<number> {
    return expectData(await this.#api.GET('/users/online', {})).count;
  }

  /** Sets a password, which turns the guest into an account. */
  async setPassword(password: string): Promise<void> {
    expectData(await this.#api.PUT('/account/password', { body: { password } }));
  }

  async ignore(ignored: string[]): Promise<void> {
    await succeed(this.#api.PATCH('/users/me/preferences', { body: { ignored } }));
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
