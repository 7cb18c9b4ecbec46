import { Problem } from '../../shared/problem.ts';
import type { InviteState } from './store.ts';

const REASONS: Record<Exclude<InviteState, 'valid' | 'member'>, string> = {
  expired: 'This invite has expired. Ask for a new one.',
  'used-up': 'This invite has been used as often as it may be. Ask for a new one.',
  archived: 'The room of this invite is archived. An owner can restore it.',
  removed: 'You were removed from this room after this invite was created. Ask an owner for a new one.',
};

/** @param reason why the invite does not let the caller in */
export function inviteEnded(reason: keyof typeof REASONS): Problem {
  return new Problem('invite-invalid', REASONS[reason]);
}

export function unknownInvite(): Problem {
  const detail = 'No invite has this code, or it was revoked. Check the link, or ask for a new one.';
  return new Problem('invite-invalid', detail, { status: 404 });
}
