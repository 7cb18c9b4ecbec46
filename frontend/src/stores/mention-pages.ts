import { signal } from '@preact/signals-core';
import type { Failure, Result } from '../api/result.ts';
import type { Message, MentionPage } from '../api/types.ts';

export interface MentionsState {
  status: 'loading' | 'ready' | 'failed';
  /** The newest first. */
  messages: readonly Message[];
  hasMore: boolean;
  failure: Failure | undefined;
}

/** The messages that mention the user, page by page. */
export class MentionPages {
  readonly state = signal<MentionsState>({ status: 'loading', messages: [], hasMore: false, failure: undefined });
  readonly #request: (before?: number) => Promise<Result<MentionPage>>;
  #busy = false;

  constructor(request: (before?: number) => Promise<Result<MentionPage>>) {
    this.#request = request;
  }

  /** The next page, or the first. */
  async load(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const { messages } = this.state.peek();
    this.state.value = { ...this.state.peek(), status: 'loading', failure: undefined };
    const result = await this.#request(messages.at(-1)?.seq);
    this.#busy = false;
    this.state.value = result.ok
      ? {
          status: 'ready',
          messages: [...messages, ...result.data.messages],
          hasMore: result.data.hasMore,
          failure: undefined,
        }
      : { ...this.state.peek(), status: 'failed', failure: result.failure };
  }
}
