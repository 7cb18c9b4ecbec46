import { Problem } from '../shared/problem.ts';

export function cursorGone(): Problem {
  return new Problem(
    'cursor-gone',
    'The cursor is not from this log. Read GET /messages again and continue from its cursor.',
  );
}
