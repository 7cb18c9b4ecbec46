import type { Client } from 'openapi-fetch';
import type { paths } from '../../generated/types/messages.ts';
import type { Caller } from '../shared/caller.ts';
import { createServiceClient } from '../shared/http/service-client.ts';

const TIMEOUT_MS = 2_000;
const CACHE_MS = 5_000;
/** Far more guests by invite than are online at one replica. */
const CACHE_SIZE = 5_000;

interface Cached {
  subs: Promise<ReadonlySet<string>>;
  until: number;
}

/** Knows whom guests by invite see: the people of their rooms. message-service is asked, at most every 5 s per guest. */
export class VisiblePeople {
  readonly #client: Client<paths>;
  readonly #cache = new Map<string, Cached>();

  constructor(messagesUrl: string) {
    this.#client = createServiceClient<paths>(messagesUrl, TIMEOUT_MS);
  }

  /** Undefined: the caller sees everybody. */
  async visibleTo({ sub, invited }: Pick<Caller, 'sub' | 'invited'>): Promise<ReadonlySet<string> | undefined> {
    return invited ? this.of(sub) : undefined;
  }

  /** The same set for 5 s. */
  of(sub: string): Promise<ReadonlySet<string>> {
    const now = Date.now();
    const cached = this.#cache.get(sub);
    if (cached && cached.until > now) return cached.subs;
    if (this.#cache.size >= CACHE_SIZE) {
      const oldest = this.#cache.keys().next();
      if (!oldest.done) this.#cache.delete(oldest.value);
    }
    const subs = this.#ask(sub);
    this.#cache.delete(sub);
    this.#cache.set(sub, { subs, until: now + CACHE_MS });
    return subs;
  }

  /** What is unknown is nobody, but the guest. */
  async #ask(sub: string): Promise<ReadonlySet<string>> {
    const answer = await this.#client.GET('/people-of/{sub}', { params: { path: { sub } } }).catch(() => undefined);
    return new Set([sub, ...(answer?.data?.subs ?? [])]);
  }
}
