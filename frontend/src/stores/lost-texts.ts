import type { QueuedMessage } from './entry.ts';

/** What the user has written for a room that they are in no longer: nothing sends it. */
export interface LostTexts {
  room: string;
  texts: readonly string[];
}

/** The queued texts of rooms that are not known, by room in the order in which the first was written. */
export function lostTexts(
  queued: readonly Pick<QueuedMessage, 'room' | 'text'>[],
  isKnown: (room: string) => boolean,
): LostTexts[] {
  const lost = new Map<string, string[]>();
  for (const { room, text } of queued) {
    if (isKnown(room)) continue;
    const texts = lost.get(room);
    if (texts) texts.push(text);
    else lost.set(room, [text]);
  }
  return [...lost].map(([room, texts]) => ({ room, texts }));
}
