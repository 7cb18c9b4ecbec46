import { Problem } from '../shared/problem.ts';

export function cursorGone(): Problem {
  return new Problem(
    'cursor-gone',
    'The cursor is not from this log. Read GET /messages again and continue from its cursor.',
  );
}

/** For streams of several rooms, which replay a bounded part of the log. */
export function tooFarBehind(): Problem {
  return new Problem(
    'cursor-gone',
    'Too much has happened since the cursor. Read GET /rooms again and continue from its cursor.',
  );
}
