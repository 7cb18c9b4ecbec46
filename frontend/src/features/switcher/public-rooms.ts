import type { PublicRoom } from '../../api/types.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { TypedSearch } from '../../stores/typed-search.ts';

/** More are found by more of the name. */
const PAGE = 50;

/** The public rooms whose name matches what is typed, whether the user is in them or not. */
export function publicRooms(list: Pick<RoomList, 'browse'>): TypedSearch<PublicRoom> {
  return new TypedSearch(async (asked, abort) => {
    const result = await list.browse({ ...asked, limit: PAGE }, abort);
    return result.ok ? { ...result, data: { items: result.data.rooms, next: result.data.next } } : result;
  });
}
