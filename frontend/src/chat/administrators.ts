import { deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { AdministratorList } from '../api/types.ts';
import { Observable } from '../state/observable.ts';

/** Who administers the chat, by `sub`: a name alone proves nothing. */
export class Administrators {
  readonly subs = new Observable<ReadonlySet<string>>(new Set());
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Until it has been answered once, nobody is marked. A replica of the release before knows no such path. */
  async load(): Promise<void> {
    const result = await attempt(this.#api.GET('/administrators', { signal: deadline() }));
    const list = result.ok ? (result.data as Partial<AdministratorList> | undefined)?.administrators : undefined;
    if (list) this.subs.value = new Set(list.map(({ sub }) => sub));
  }
}
