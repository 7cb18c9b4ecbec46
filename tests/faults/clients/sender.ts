import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '../../../generated/types/messages.ts';
import type { Person } from './person.ts';

export type Message = components['schemas']['Message'];

/** A message unacknowledged for this long is a fault of the product: other replicas are there, and new ones start. */
const GIVE_UP_MS = 120_000;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2_000;

/** Posts one message after the other; each is sent again, with the same id, until it is acknowledged. */
export class Sender {
  readonly person: Person;
  /** Text by id. */
  readonly sent = new Map<string, string>();
  /** In the order of sending. */
  readonly acknowledged: Message[] = [];
  /** Tries after the first. */
  retries = 0;
  /** Messages that were stored although their responses were lost. */
  storedUnheard = 0;
  readonly #name: string;

  constructor(person: Person, name: string) {
    this.person = person;
    this.#name = name;
  }

  /** Posts until `enough` returns true, with pauses of up to `pauseMs` between messages, each to the room given for it. */
  async run(enough: () => boolean, pauseMs: number, room?: () => string | undefined): Promise<void> {
    while (!enough()) {
      await this.say(`${this.#name}, nº ${this.sent.size + 1} ☕`, room?.());
      await sleep(Math.random() * pauseMs);
    }
  }

  /** Resolves once it is acknowledged. */
  async say(text: string, room = 'general'): Promise<Message> {
    const id = randomUUID();
    this.sent.set(id, text);
    const deadline = Date.now() + GIVE_UP_MS;
    for (let backoff = FIRST_BACKOFF_MS; Date.now() < deadline; backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)) {
      const acknowledged = await this.#try({ id, room, message: text });
      if (acknowledged) {
        this.acknowledged.push(acknowledged);
        return acknowledged;
      }
      this.retries++;
      await sleep(backoff * (0.5 + Math.random()));
    }
    throw new Error(`A message was not acknowledged within ${GIVE_UP_MS / 1000} s.`);
  }

  /** The message if it was acknowledged; throws if the service refused it for good. */
  async #try(body: Pick<Message, 'id' | 'room' | 'message'>): Promise<Message | undefined> {
    const answer = await this.person.api.POST('/messages', { body }).catch(() => undefined);
    if (!answer) return undefined;
    const { data, error, response } = answer;
    if (response.status === 200) this.storedUnheard++;
    if (data) return data;
    if (response.status === 429 || response.status === 503) return undefined;
    throw new Error(`POST /messages was answered by ${response.status}: ${JSON.stringify(error)}`);
  }
}
