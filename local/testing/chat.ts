/** A person who uses the product through its gateway. */
import { randomUUID } from 'node:crypto';
import { createApi, expectData, type Api } from '../../testkit/api.ts';

export class Somebody {
  readonly #api: Api;

  private constructor(api: Api) {
    this.#api = api;
  }

  static async logIn(url: string): Promise<Somebody> {
    const body = { username: `Ada-${randomUUID().slice(0, 8)}` };
    const { token } = expectData(await createApi(`${url}/api`).POST('/login', { body }));
    return new Somebody(createApi(`${url}/api`, { token }));
  }

  /** Whether the message was acknowledged. */
  async say(message: string): Promise<boolean> {
    try {
      const { response } = await this.#api.POST('/messages', { body: { id: randomUUID(), message } });
      return response.status === 201;
    } catch {
      return false;
    }
  }

  /** The whole history. */
  async history(): Promise<string[]> {
    const history: string[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const query = { limit: 200, before };
      const { messages } = expectData(await this.#api.GET('/messages', { params: { query } }));
      const [oldest] = messages;
      if (oldest === undefined) return history;
      history.unshift(...messages.map(({ message }) => message));
      before = oldest.seq;
    }
  }
}
