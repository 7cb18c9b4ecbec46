import { msg, str } from '@lit/localize';
import { plural } from './plural.ts';

export function describeNewMessages(count: number): string {
  return plural(
    count,
    (number) => msg(str`${number} new message`),
    (number) => msg(str`${number} new messages`),
  );
}
