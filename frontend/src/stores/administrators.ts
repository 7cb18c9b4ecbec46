import { deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { AdministratorList } from '../api/types.ts';
import { signal } from '@preact/signals-core';

/** The administrators' `sub`s: a name does not identify anybody. */
export class Administrators {
  readonly subs = signal<ReadonlySet<string>>(new Set());
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Until the first success, nobody is marked. A replica of the previous release does not have this path. */
  async load(): Promise<void> {
    const result = await attempt(this.#api.GET('/administrators', { signal: deadline() }));
    const list = result.ok ? (result.data as Partial<AdministratorList> | undefined)?.administrators : undefined;
    if (list) this.subs.value = new Set(list.map(({ sub }) => sub));
  }
}
