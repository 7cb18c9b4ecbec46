import { Problem } from '../../shared/problem.ts';
import { MAX_MEMBERS, MAX_ROOMS } from './room.ts';

export function nameTaken(): Problem {
  return new Problem('room-name-taken', 'A public room has this name. Choose another one, or join that room.');
}

/** @param who is in too many rooms */
export function tooManyRooms(who: 'you' | 'other'): Problem {
  return new Problem(
    'limit-reached',
    who === 'you'
      ? `A person can be in at most ${MAX_ROOMS} rooms. Leave one first.`
      : `A person can be in at most ${MAX_ROOMS} rooms. This one has to leave one first.`,
  );
}

export function roomFull(): Problem {
  return new Problem('limit-reached', `A room can have at most ${MAX_MEMBERS} members. Use a room of its own.`);
}

export function unknownPerson(): Problem {
  return new Problem('unknown-person', 'There is no such person. Guests end when they log out.');
}
