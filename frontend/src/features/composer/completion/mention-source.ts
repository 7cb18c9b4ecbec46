import type { Mentionable } from './mention-text.ts';

/** Who can be mentioned in a room. */
export interface MentionSource {
  /** As they are when it is called. */
  people: () => readonly Mentionable[];
  /** Looks for people by what is typed of a name. Those who are found are among the people later. */
  search: (query: string) => void;
  /** How many people `@room` notifies; undefined if nobody counts them. */
  reach: number | undefined;
}
