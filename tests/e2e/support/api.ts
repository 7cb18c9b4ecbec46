import createClient from 'openapi-fetch';
import type { paths as AuthPaths } from '../../../generated/types/auth.ts';
import type { components, paths as MessagePaths } from '../../../generated/types/messages.ts';
import type { paths as UserPaths } from '../../../generated/types/users.ts';
import { baseUrl } from './environment.ts';

type Message = components['schemas']['Message'];

const newApi = (token?: string) =>
  createClient<AuthPaths & MessagePaths & UserPaths>({
    baseUrl: `${baseUrl}/api`,
    fetch: patient,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
  });

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
  readonly #api: ReturnType<typeof newApi>;
  readonly name: string;

  private constructor(name: string, token: string) {
    this.name = name;
    this.#api = newApi(token);
  }

  static async login(username: string, password?: string): Promise<Bot> {
    const body = password === undefined ? { username } : { username, password };
    return new Bot(username, answer(await newApi().POST('/login', { body })).token);
  }

  async say(message: string): Promise<Message> {
    return answer(await this.#api.POST('/messages', { body: { id: crypto.randomUUID(), message } }));
  }

  /** The number of the newest messages with exactly this text. */
  async count(text: string): Promise<number> {
    const { messages } = answer(await this.#api.GET('/messages', { params: { query: { limit: 200 } } }));
    return messages.filter(({ message }) => message === text).length;
  }

  async countOnline(): Promise<number> {
    return answer(await this.#api.GET('/users/online', {})).count;
  }

  /** Sets a password, which turns the guest into an account. */
  async setPassword(password: string): Promise<void> {
    answer(await this.#api.PUT('/account/password', { body: { password } }));
  }
}

function answer<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(`The API refused what a story needs: ${JSON.stringify(error)}`);
  return data;
}
