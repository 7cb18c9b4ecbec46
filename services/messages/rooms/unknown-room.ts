import { Problem } from '../../shared/problem.ts';

/** Also for rooms that exist and that the caller may not see. */
export function unknownRoom(): Problem {
  return new Problem('unknown-room', 'There is no such room, or you are not in it.');
}
