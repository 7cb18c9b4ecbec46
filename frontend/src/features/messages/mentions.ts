import type { Message } from '../../api/types.ts';

/** Without `sub` it is everybody in the room. */
export type Mention = NonNullable<Message['mentions']>[number];

/** A piece of a text: plain, or a mention. */
export interface MentionPiece {
  text: string;
  mention?: Mention;
}

/** Splits a text at its mentions. Only the strings that the message names are mentions, never what looks like one. */
export function splitMentions(text: string, mentions: readonly Mention[]): MentionPiece[] {
  if (mentions.length === 0) return [{ text }];
  const known = new Map(mentions.map((mention) => [`@${mention.as}`, mention]));
  // The longest first: "@Ada Byron" before "@Ada".
  const longestFirst = [...known.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(${longestFirst.map(escape).join('|')})`, 'u');
  return text
    .split(pattern)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const mention = known.get(piece);
      return mention ? { text: piece, mention } : { text: piece };
    });
}

export function isMentioned(sub: string, mentions: readonly Mention[]): boolean {
  return mentions.some((mention) => mention.sub === undefined || mention.sub === sub);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
