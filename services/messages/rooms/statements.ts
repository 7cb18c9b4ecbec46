import { DEFAULT_ROOM } from './permissions.ts';
import { MAX_MEMBERS, MAX_ROOMS } from './room.ts';

/** "More than 99". */
const MAX_COUNTED = 100;
/** Messages after the marker at which one count looks; own ones among them do not count. */
const MAX_LOOKED_AT = 1_000;

/** Everybody is in `general`, so nobody counts them; the people of a direct room are its members before it has begun. */
export const COUNT_MEMBERS = `
  CASE
    WHEN r.id = '${DEFAULT_ROOM}' THEN 0
    WHEN r.kind = 'direct' THEN (SELECT count(*)::integer FROM direct_people WHERE room = r.id)
    ELSE (SELECT count(*)::integer FROM (SELECT FROM memberships WHERE room = r.id LIMIT ${MAX_MEMBERS}) AS member)
  END`;

/**
 * A room `r` and the membership `m` of the person $1, or what it would be. Counts are made as they are read, never
 * stored, so they cannot drift: the messages of others after the marker, by an index on room and number.
 */
const ROOM_COLUMNS = `
  r.id, r.kind, r.name, r.topic, r.archived_at IS NOT NULL AS archived, r.created_at, ${COUNT_MEMBERS} AS members,
  CASE WHEN r.kind = 'direct' THEN (
    SELECT coalesce(json_agg(json_build_object('sub', sub, 'username', username, 'guest', guest, 'gone', gone) ORDER BY sub), '[]')
    FROM direct_people WHERE room = r.id AND sub <> $1
  ) END AS people,
  m.sub IS NOT NULL OR r.id = '${DEFAULT_ROOM}' AS joined,
  coalesce(m.role, 'member') AS role, coalesce(m.level, 'mentions') AS level, m.muted_until,
  coalesce(m.hidden, false) AS hidden, coalesce(m.joined_seq, log.end_seq) AS joined_seq,
  coalesce(m.read_seq, log.end_seq) AS read_seq,
  unread.count AS unread, mentioned.count AS mentions, last.seq AS last_seq, last.created_at AS last_at`;

const ROOM_COUNTS = `
  CROSS JOIN LATERAL (
    SELECT greatest(m.read_seq, m.joined_seq, r.cleared_seq) AS seq
  ) AS start
  CROSS JOIN LATERAL (
    SELECT count(*)::integer FROM (
      SELECT FROM (
        SELECT sub FROM messages WHERE room = m.room AND seq > start.seq AND deleted_at IS NULL
        ORDER BY seq LIMIT ${MAX_LOOKED_AT}
      ) AS message WHERE message.sub <> $1 LIMIT ${MAX_COUNTED}
    ) AS counted
  ) AS unread
  CROSS JOIN LATERAL (
    SELECT count(*)::integer FROM (
      SELECT FROM (
        SELECT message_id FROM (
          (SELECT message_id FROM message_mentions WHERE sub = $1 AND room = m.room AND seq > start.seq
            ORDER BY seq LIMIT ${MAX_LOOKED_AT})
          UNION
          (SELECT message_id FROM message_mentions WHERE sub IS NULL AND room = m.room AND seq > start.seq
            ORDER BY seq LIMIT ${MAX_LOOKED_AT})
        ) AS mention
      ) AS mention
      JOIN messages ON messages.id = mention.message_id
      WHERE messages.sub <> $1 AND messages.deleted_at IS NULL LIMIT ${MAX_COUNTED}
    ) AS counted
  ) AS mentioned
  LEFT JOIN LATERAL (
    SELECT seq, created_at FROM messages
    WHERE room = r.id AND seq > r.cleared_seq AND deleted_at IS NULL ORDER BY seq DESC LIMIT 1
  ) AS last ON true`;

/** The rooms of the person $1 and the log's end, from one snapshot; latest activity first. */
export const MY_ROOMS = `
  SELECT log.end_seq, room.*
  FROM log LEFT JOIN LATERAL (
    SELECT ${ROOM_COLUMNS}
    FROM memberships AS m JOIN chat_rooms AS r ON r.id = m.room ${ROOM_COUNTS}
    WHERE m.sub = $1 AND NOT m.hidden AND r.archived_at IS NULL
    ORDER BY greatest(last.seq, m.joined_seq) DESC LIMIT ${MAX_ROOMS + 1}
  ) AS room ON true
  WHERE log.one ORDER BY greatest(room.last_seq, room.joined_seq) DESC`;

/** The room $2 as the person $1 with the roles $3 sees it, if that person is one of $4 there. */
export const ONE_ROOM = `
  SELECT log.end_seq, ${ROOM_COLUMNS}
  FROM log CROSS JOIN chat_rooms AS r LEFT JOIN memberships AS m ON m.sub = $1 AND m.room = r.id ${ROOM_COUNTS}
  WHERE log.one AND r.id = $2 AND grants_in(r.id, r.kind, m.role, $3) && $4`;

/** Makes the row of `general` of the person $1, for whom all before it is read. */
export const ENSURE_GENERAL = `
  INSERT INTO memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
  SELECT $1, '${DEFAULT_ROOM}', $2, $3, 'member', 'mentions', end_seq, clock_timestamp(), end_seq FROM log WHERE one
  ON CONFLICT DO NOTHING`;
