/** What somebody is about to say of themselves, and what has to be stored for it. */
import type { PersonStatus, Profile, ProfileRequest } from '../../api/types.ts';
import { isOneEmoji } from '../../text/emoji.ts';
import { parseLocalTime, timeOf, type End } from './ends.ts';

export interface StatusDraft {
  emoji: string;
  text: string;
  ends: End;
  /** The value of the field for date and time, if `ends` is `custom`. */
  endsAt: string;
  dnd: End;
  dndUntil: string;
}

/** The field that has to be changed first. */
export type StatusFault = 'text' | 'emoji' | 'endsAt' | 'dndUntil';

export const EMPTY_DRAFT: StatusDraft = {
  emoji: '',
  text: '',
  ends: 'never',
  endsAt: '',
  dnd: 'off',
  dndUntil: '',
};

type Known = Pick<Profile, 'status' | 'doNotDisturbUntil'>;

export function draftOf({ status, doNotDisturbUntil }: Known): StatusDraft {
  return {
    ...EMPTY_DRAFT,
    emoji: status?.emoji ?? '',
    text: status?.text ?? '',
    ends: status?.until === undefined ? 'never' : 'kept',
    dnd: doNotDisturbUntil === undefined ? 'off' : 'kept',
  };
}

/** What has to be stored: only what differs. A second device may have changed the rest meanwhile. */
export function changesOf(draft: StatusDraft, before: Known, now: number): ProfileRequest | StatusFault {
  const status = statusOf(draft, before.status, now);
  if (typeof status === 'string') return status;
  const dnd = dndOf(draft, now);
  if (dnd === 'dndUntil') return dnd;
  const isSame = JSON.stringify(status ?? null) === JSON.stringify(ordered(before.status) ?? null);
  const isOff = draft.dnd === 'off';
  return {
    ...(!isSame && { status: status ?? null }),
    ...(dnd !== undefined && { doNotDisturbUntil: new Date(dnd).toISOString() }),
    ...(isOff && before.doNotDisturbUntil !== undefined && { doNotDisturbUntil: null }),
  };
}

function statusOf(
  draft: StatusDraft,
  before: PersonStatus | undefined,
  now: number,
): PersonStatus | undefined | Exclude<StatusFault, 'dndUntil'> {
  const [emoji, text] = [draft.emoji.trim(), draft.text.trim()];
  if (emoji === '' && text === '') return undefined;
  if (text === '') return 'text';
  if (emoji !== '' && !isOneEmoji(emoji)) return 'emoji';
  const chosen = draft.ends === 'custom' ? parseLocalTime(draft.endsAt, now) : timeOf(draft.ends, now);
  if (draft.ends === 'custom' && chosen === undefined) return 'endsAt';
  const until = chosen === undefined ? undefined : new Date(chosen).toISOString();
  return ordered({ emoji, text, until: draft.ends === 'kept' ? before?.until : until });
}

/** Without what is empty, and in one order, so that two of them can be compared. */
function ordered(status: { emoji?: string; text: string; until?: string | undefined } | undefined) {
  if (!status) return undefined;
  const { emoji, text, until } = status;
  return { ...(emoji !== undefined && emoji !== '' && { emoji }), text, ...(until !== undefined && { until }) };
}

function dndOf({ dnd, dndUntil }: StatusDraft, now: number): number | undefined | 'dndUntil' {
  return dnd === 'custom' ? (parseLocalTime(dndUntil, now) ?? 'dndUntil') : timeOf(dnd, now);
}
