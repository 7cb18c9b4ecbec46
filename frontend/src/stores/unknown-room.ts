import type { MyRoom } from '../api/types.ts';

/** A room of which nothing is known yet: the list of rooms is not loaded. */
export const describeUnknown = (id: string): MyRoom => ({
  id,
  kind: 'public',
  name: '',
  topic: '',
  archived: false,
  createdAt: new Date(0).toISOString(),
  members: 0,
  role: 'member',
  level: 'all',
  hidden: false,
  joinedSeq: 0,
  marker: 0,
  unread: 0,
  mentions: 0,
});
