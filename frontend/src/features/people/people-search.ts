import { signal } from '@preact/signals-core';
import type { Failure } from '../../api/result.ts';
import type { PersonDetails } from '../../api/types.ts';
import { later, type Later } from '../../state/timer.ts';
import type { DirectoryStore } from '../../stores/directory.ts';
import { search } from '../../text/match.ts';
import type { KnownPerson } from './known-people.ts';

/** A search waits until typing pauses. */
const PAUSE_MS = 200;
const PAGE = 50;
/** Who wants more than these types more of the name. */
const MOST = 200;

export interface PeopleSearchState {
  status: 'searching' | 'ready' | 'failed';
  people: readonly KnownPerson[];
  /** Where the next page starts, if there is one that may be shown. */
  next?: string;
  failure?: Failure;
}

interface Options {
  directory: Pick<DirectoryStore, 'list'>;
  later?: Later;
}

/** Those of the whole directory who match what is typed, whether or not this page has seen them before. */
export class PeopleSearch {
  readonly state = signal<PeopleSearchState>({ status: 'ready', people: [] });
  readonly #options: Required<Options>;
  #query: string | undefined;
  /** Nobody matches this: longer queries need no request. */
  #unknown: string | undefined;
  #cancel: (() => void) | undefined;
  #request = new AbortController();

  constructor(options: Options) {
    this.#options = { later, ...options };
  }

  /** Looks for people. What was asked before is not waited for any more. */
  search(query: string): void {
    const q = query.trim();
    if (q === this.#query) return;
    this.stop();
    this.#query = q;
    if (this.#unknown !== undefined && q.startsWith(this.#unknown)) {
      this.state.value = { status: 'ready', people: [] };
      return;
    }
    // Those who still match stay until the answer arrives.
    const people = search(this.state.peek().people, q, ({ name }) => name, MOST).map(({ item }) => item);
    this.state.value = { status: 'searching', people };
    this.#cancel = this.#options.later(() => void this.#load(q), q === '' ? 0 : PAUSE_MS);
  }

  /** Asks for the next page, or again after a failure. */
  more(): void {
    const { status, people, next } = this.state.peek();
    if (this.#query === undefined || (status !== 'failed' && (status === 'searching' || next === undefined))) return;
    this.state.value = { status: 'searching', people };
    void this.#load(this.#query, next, people);
  }

  stop(): void {
    this.#cancel?.();
    this.#request.abort();
    this.#query = undefined;
  }

  async #load(q: string, after?: string, before: readonly KnownPerson[] = []): Promise<void> {
    this.#request = new AbortController();
    const { signal: abort } = this.#request;
    const query = { limit: PAGE, ...(q !== '' && { q }), ...(after !== undefined && { after }) };
    const result = await this.#options.directory.list(query, abort);
    if (abort.aborted) return;
    if (!result.ok) {
      const { people } = this.state.peek();
      // The next attempt asks for the same page.
      this.state.value = {
        status: 'failed',
        people,
        failure: result.failure,
        ...(after !== undefined && { next: after }),
      };
      return;
    }
    const { people, next } = result.data;
    if (q !== '' && people.length === 0 && after === undefined) this.#unknown = q;
    const found = [...(after === undefined ? [] : before), ...people.map(toKnown)];
    const hasMore = next !== undefined && found.length < MOST;
    this.state.value = { status: 'ready', people: found, ...(hasMore && { next }) };
  }
}

/** Those whom the page knows who match, best first, and then others whom the directory found. */
export function mergeFound(
  known: readonly KnownPerson[],
  found: readonly KnownPerson[],
  except: ReadonlySet<string>,
): KnownPerson[] {
  const bySub = new Map(found.map((person) => [person.sub, person]));
  const listed = new Set(known.map(({ sub }) => sub));
  return [
    // The directory knows more of a person: whether they are a guest, and what they do.
    ...known.map((person) => ({ ...person, ...bySub.get(person.sub), online: person.online })),
    ...found.filter(({ sub }) => !listed.has(sub) && !except.has(sub)),
  ];
}

function toKnown({ sub, displayName: name, guest, presence, title }: PersonDetails): KnownPerson {
  return { sub, name, guest, online: presence !== 'offline', ...(title !== undefined && { title }) };
}
