-- Up Migration

/*
 * Markers and signals: neither is in the log, so neither takes its lock. A replica writes those of many requests by one
 * statement, since NOTIFY takes a lock of the whole server.
 */

/* Notifies all replicas of signals, each `{to, signal}`; a notification has less than 8,000 bytes. */
CREATE FUNCTION send_signals(signals jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('messages_signals', jsonb_agg(signal ORDER BY nth)::text)
  FROM jsonb_array_elements(signals) WITH ORDINALITY AS s (signal, nth)
  GROUP BY (nth - 1) / 20
$$;

CREATE FUNCTION read_signal(person uuid, room_id text, seq bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'to', person, 'signal', jsonb_build_object('type', 'read', 'room', room_id, 'seq', seq)
  )
$$;

/*
 * Moves markers, one per person and room, and sends signals, with one for each marker that moved. A marker moves forward,
 * unless `unread`, and never beyond the log's end. Returns the markers in the order of `marks`; NULL: not a member. In
 * `general` everybody is one, from the first marker or list of rooms on.
 */
CREATE FUNCTION mark_read(marks jsonb, signals jsonb) RETURNS TABLE (item bigint, seq bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  log_end bigint := (SELECT end_seq FROM log WHERE one);
  moved jsonb;
BEGIN
  INSERT INTO memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
  SELECT sub, room, username, guest, 'member', 'mentions', log_end, clock_timestamp(), log_end
  FROM jsonb_to_recordset(marks) AS mark (sub uuid, room text, username text, guest boolean)
  WHERE room = 'general' ORDER BY sub
  ON CONFLICT DO NOTHING;
  -- All in one order: replicas write markers of the same people at the same time.
  PERFORM FROM memberships AS m
  JOIN jsonb_to_recordset(marks) AS mark (sub uuid, room text) ON m.sub = mark.sub AND m.room = mark.room
  ORDER BY m.sub, m.room FOR UPDATE OF m;
  WITH written AS (
    UPDATE memberships AS m SET read_seq = least(mark.seq, log_end)
    FROM jsonb_to_recordset(marks) AS mark (sub uuid, room text, seq bigint, unread boolean)
    WHERE m.sub = mark.sub AND m.room = mark.room
      AND CASE WHEN unread THEN m.read_seq <> least(mark.seq, log_end) ELSE m.read_seq < least(mark.seq, log_end) END
    RETURNING m.sub, m.room, m.read_seq
  )
  SELECT coalesce(jsonb_agg(read_signal(sub, room, read_seq)), '[]') INTO moved FROM written;
  PERFORM send_signals(signals || moved);
  RETURN QUERY
  SELECT mark.item, m.read_seq
  FROM ROWS FROM (jsonb_to_recordset(marks) AS (sub uuid, room text)) WITH ORDINALITY AS mark (sub, room, item)
  LEFT JOIN memberships AS m ON m.sub = mark.sub AND m.room = mark.room
  ORDER BY mark.item;
END $$;

/* Moves all markers of a person forward to a position. */
CREATE FUNCTION mark_all_read(person uuid, up_to bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  position bigint := (SELECT least(up_to, end_seq) FROM log WHERE one);
  moved jsonb;
BEGIN
  PERFORM FROM memberships WHERE sub = person ORDER BY room FOR UPDATE;
  WITH written AS (
    UPDATE memberships SET read_seq = position WHERE sub = person AND read_seq < position RETURNING room
  )
  SELECT coalesce(jsonb_agg(read_signal(person, room, position)), '[]') INTO moved FROM written;
  PERFORM send_signals(moved);
END $$;

-- Down Migration

DROP FUNCTION mark_all_read, mark_read, read_signal, send_signals;
