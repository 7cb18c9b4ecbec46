import { invalid } from '../../shared/http/invalid.ts';
import type { Position } from './store.ts';

/** Before everybody. */
export const BEGINNING: Position = { sub: '00000000-0000-0000-0000-000000000000', sortKey: '' };

/** The contract's PeopleCursor. */
export function toCursor({ sub, sortKey }: Position): string {
  return `${sub}.${Buffer.from(sortKey).toString('base64url')}`;
}

export function fromCursor(cursor: string): Position {
  const [sub = '', encoded = ''] = cursor.split('.');
  const sortKey = Buffer.from(encoded, 'base64url').toString();
  // Anything else was not made by `toCursor`, and a NUL cannot be sent to the database.
  if (toCursor({ sub, sortKey }) !== cursor || sortKey.includes('\0')) {
    throw invalid([{ field: '/query/after', detail: 'must be the `next` of a page, unchanged' }]);
  }
  return { sub, sortKey };
}
