/** What is asked before a message is sent that mentions many people, or somebody outside the room. */
import { msg, str } from '@lit/localize';
import type { Result } from '../../api/result.ts';
import type { Mention, MyRoom } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { formatNumber } from '../../text/format.ts';
import type { Question } from '../../ui/confirm-dialog.ts';
import type { Mentioned } from '../composer/completion/mention-text.ts';
import { reachOf } from './room-mentions.ts';

/** `@room` asks before it notifies more people. */
const UNASKED = 5;
const DONE: Result<true> = { ok: true, data: true, status: 200 };

interface Options {
  room: MyRoom;
  /** Whom the message mentioned before it was edited: they are not notified again. */
  before: readonly Mention[];
  add: (sub: string) => Promise<Result<unknown>>;
  ask: (question: Question) => Promise<boolean>;
}

/** Asks at most one question. Returns those to notify; undefined if the message is not to be sent. */
export function reviewMentions(
  mentioned: readonly Mentioned[],
  { room, before, add, ask }: Options,
): Promise<readonly Mentioned[] | undefined> | undefined {
  const inside = mentioned.filter(({ outside }) => !outside);
  const outside = mentioned.filter((each) => each.outside);
  const warning = describeReach(inside, room, before);
  if (outside.length === 0 && warning === undefined) return undefined;
  let notified: readonly Mentioned[] | undefined;
  const send = (some: readonly Mentioned[]) => (): Promise<Result<unknown>> => {
    notified = some;
    return Promise.resolve(DONE);
  };
  const question =
    outside.length === 0
      ? {
          heading: msg('Notify everybody?'),
          text: warning ?? '',
          action: msg('Notify everybody'),
          harmless: true,
          run: send(inside),
        }
      : {
          ...describeOutside(outside, room, warning),
          harmless: true,
          run: async () => {
            const result = await addAll(outside, add);
            if (result.ok) notified = mentioned.map((each) => ({ ...each, outside: false }));
            return result;
          },
          other: { action: msg('Send without notifying'), run: send(inside) },
        };
  return ask(question).then(() => notified);
}

function describeReach(inside: readonly Mentioned[], room: MyRoom, before: readonly Mention[]): string | undefined {
  const everybody = inside.some(({ sub }) => sub === undefined) && before.every(({ sub }) => sub !== undefined);
  const reach = reachOf(room);
  if (!everybody || (reach !== undefined && reach <= UNASKED)) return undefined;
  if (reach === undefined) return msg('The message notifies everybody in this chat.');
  const count = formatNumber(reach, readerLocale());
  return msg(str`The message notifies ${count} people.`);
}

function describeOutside(outside: readonly Mentioned[], { name }: MyRoom, warning: string | undefined) {
  const people = outside.map(({ name: each }) => each).join(', ');
  const history = msg('They can read everything that was written here before, too.');
  return {
    heading: msg(str`Add ${people} to ${name}?`),
    text: warning === undefined ? history : `${history} ${warning}`,
    action: msg('Add and send'),
  };
}

/** Until the first failure. */
async function addAll(people: readonly Mentioned[], add: Options['add']): Promise<Result<unknown>> {
  for (const { sub } of people) {
    const result = sub === undefined ? DONE : await add(sub);
    if (!result.ok) return result;
  }
  return DONE;
}
