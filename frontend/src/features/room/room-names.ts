/** What a room is called, and what its icon is. */
import { msg, str } from '@lit/localize';
import type { MyRoom, PublicRoom } from '../../api/types.ts';
import { plural } from '../../i18n/plural.ts';
import { GENERAL } from '../../stores/general.ts';
import type { Names } from '../../stores/people.ts';

type Named = Pick<MyRoom, 'id' | 'kind' | 'name' | 'people'> | Pick<PublicRoom, 'id' | 'kind' | 'name'>;

/** A direct room has the names of its other people, newest known first; one's notes have none. */
export function roomName(room: Named, names: Names): string {
  if (room.id === GENERAL) return msg('General');
  if (room.kind !== 'direct') return room.name;
  const people = 'people' in room ? (room.people ?? []) : [];
  if (people.length === 0) return msg('Notes to yourself');
  return people.map(({ sub, username }) => names.get(sub) ?? username).join(', ');
}

/** A direct room with one other person. */
export function partnerOf({
  kind,
  people,
}: Pick<MyRoom, 'kind' | 'people'>): NonNullable<MyRoom['people']>[number] | undefined {
  return kind === 'direct' && people?.length === 1 ? people[0] : undefined;
}

export function describeMembers(members: number): string {
  return plural(
    members,
    (count) => msg(str`${count} member`),
    (count) => msg(str`${count} members`),
  );
}
