/** A person who uses the product through its gateway. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

export class Somebody {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  }

  static async logIn(url: string): Promise<Somebody> {
    const response = await fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: `Ada-${randomUUID().slice(0, 8)}` }),
    });
    assert.equal(response.status, 200);
    return new Somebody(url, ((await response.json()) as { token: string }).token);
  }

  /** Whether the message was acknowledged. */
  async say(message: string): Promise<boolean> {
    try {
      const body = JSON.stringify({ id: randomUUID(), message });
      const request = { method: 'POST', headers: this.#headers, body, signal: AbortSignal.timeout(20_000) };
      const response = await fetch(`${this.#url}/api/messages`, request);
      await response.arrayBuffer();
      return response.status === 201;
    } catch {
      return false;
    }
  }

  /** The whole history. */
  async hear(): Promise<string[]> {
    const heard: string[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const response = await fetch(`${this.#url}/api/messages?limit=200&before=${before}`, { headers: this.#headers });
      assert.equal(response.status, 200);
      const { messages } = (await response.json()) as { messages: { seq: number; message: string }[] };
      const [oldest] = messages;
      if (oldest === undefined) return heard;
      heard.unshift(...messages.map(({ message }) => message));
      before = oldest.seq;
    }
  }
}
