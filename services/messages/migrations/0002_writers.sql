-- Up Migration

/*
 * Every change of messages uses one of these functions. They rely on READ COMMITTED, in which each statement of a
 * function sees what was committed before it began: statements after lock_log() see all that other writers did.
 */

CREATE FUNCTION lock_log() RETURNS bigint LANGUAGE sql AS $$
  SELECT end_seq FROM log WHERE one FOR UPDATE
$$;

/*
 * Stores a batch of posts and returns a result for each, by its position from 1:
 *   new      stored now, with this number and time
 *   same     stored before, with the same author, room and text (or earlier in this batch)
 *   conflict the id belongs to something else
 *   limited  the author has sent `send_limit` messages in this minute; only new ones count
 */
CREATE FUNCTION post_messages(posts json, send_limit integer)
RETURNS TABLE (item bigint, outcome text, seq bigint, created_at timestamptz, retry_after float8)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  log_end bigint := lock_log();
  stored_at timestamptz := clock_timestamp();
  this_window timestamptz := date_bin('60 seconds', stored_at, 'epoch');
BEGIN
  RETURN QUERY
  WITH post AS MATERIALIZED (
    SELECT sent.*, stored.sub AS stored_sub, stored.content_hash AS stored_hash
    FROM (
      SELECT p.*, sha256(convert_to(p.room || E'\n' || p.message, 'UTF8')) AS content_hash
      FROM ROWS FROM (
        json_to_recordset(posts) AS (id uuid, room text, sub uuid, username text, guest boolean, message text)
      ) WITH ORDINALITY AS p (id, room, sub, username, guest, message, item)
    ) AS sent
    LEFT JOIN LATERAL (SELECT m.sub, m.content_hash FROM messages AS m WHERE m.id = sent.id OFFSET 0) AS stored ON true
  ),
  -- Of several posts with one id the first counts.
  fresh AS (
    SELECT DISTINCT ON (id) * FROM post WHERE stored_hash IS NULL ORDER BY id, item
  ),
  ranked AS (
    SELECT fresh.*, row_number() OVER (PARTITION BY sub ORDER BY item) AS nth FROM fresh
  ),
  accepted AS MATERIALIZED (
    SELECT ranked.*, log_end + row_number() OVER (ORDER BY item) AS seq
    FROM ranked
    LEFT JOIN LATERAL (
      SELECT count FROM rate_limits WHERE key = 'send:' || ranked.sub AND window_start = this_window OFFSET 0
    ) AS used ON true
    WHERE coalesce(used.count, 0) + nth <= send_limit
  ),
  debited AS (
    INSERT INTO rate_limits AS r (key, window_start, count)
    SELECT 'send:' || sub, this_window, count(*) FROM accepted GROUP BY sub
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN r.window_start = excluded.window_start THEN r.count ELSE 0 END + excluded.count,
      window_start = excluded.window_start
  ),
  stored AS (
    -- No id is there yet, and while the log is locked nobody else stores one.
    INSERT INTO messages (id, sub, seq, created_at, guest, room, username, content_hash, text)
    SELECT id, sub, seq, stored_at, guest, room, username, content_hash, message FROM accepted ORDER BY seq
  ),
  logged AS (
    INSERT INTO events (seq, message_id, type, room) SELECT seq, id, 'created', room FROM accepted ORDER BY seq
  ),
  moved AS (
    UPDATE log SET end_seq = last.seq FROM (SELECT max(seq) AS seq FROM accepted) AS last WHERE one AND last.seq > end_seq
  )
  SELECT
    post.item,
    CASE
      WHEN accepted.item = post.item THEN 'new'
      WHEN coalesce(post.stored_hash, accepted.content_hash) IS NULL THEN 'limited'
      WHEN coalesce(post.stored_hash, accepted.content_hash) = post.content_hash
        AND coalesce(post.stored_sub, accepted.sub) = post.sub THEN 'same'
      ELSE 'conflict'
    END,
    accepted.seq,
    stored_at,
    extract(epoch FROM this_window + interval '60 seconds' - stored_at)::float8
  FROM post LEFT JOIN accepted USING (id);
END $$;

/* Appends an event to the log, which the caller must have locked. */
CREATE FUNCTION append_event(event_type event_type, event_room text, id uuid DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
  WITH moved AS (UPDATE log SET end_seq = end_seq + 1 WHERE one RETURNING end_seq)
  INSERT INTO events (seq, message_id, type, room) SELECT end_seq, id, event_type, event_room FROM moved RETURNING seq
$$;

/*
 * Replaces a text: edited, unchanged, unknown, forbidden, deleted or limited. Edits count as sends. A message's existence
 * and author never change, so they are checked without a lock.
 */
CREATE FUNCTION edit_message(message_id uuid, editor uuid, new_text text, send_limit integer)
RETURNS TABLE (outcome text, retry_after float8)
LANGUAGE plpgsql AS $$
DECLARE
  message shown_messages;
  now_at timestamptz;
  this_window timestamptz;
  sends integer;
BEGIN
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  outcome := CASE WHEN message.id IS NULL THEN 'unknown' WHEN message.sub <> editor THEN 'forbidden' END;
  IF outcome IS NULL THEN
    PERFORM lock_log();
    now_at := clock_timestamp();
    this_window := date_bin('60 seconds', now_at, 'epoch');
    retry_after := extract(epoch FROM this_window + interval '60 seconds' - now_at);
    SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
    SELECT r.count INTO sends FROM rate_limits AS r WHERE r.key = 'send:' || editor AND r.window_start = this_window;
    outcome := CASE
      WHEN message.deleted_at IS NOT NULL THEN 'deleted'
      WHEN message.text = new_text THEN 'unchanged'
      WHEN coalesce(sends, 0) >= send_limit THEN 'limited'
      ELSE 'edited'
    END;
  END IF;
  IF outcome = 'edited' THEN
    INSERT INTO rate_limits AS r (key, window_start, count) VALUES ('send:' || editor, this_window, 1)
    ON CONFLICT (key) DO UPDATE SET count = coalesce(sends, 0) + 1, window_start = excluded.window_start;
    UPDATE messages AS m SET text = new_text, edited_at = now_at WHERE m.id = message_id;
    PERFORM append_event('edited', message.room, message_id);
  END IF;
  RETURN NEXT;
END $$;

/* Erases a text: deleted (now or before), unknown or forbidden. */
CREATE FUNCTION delete_message(message_id uuid, deleter uuid, deletes_any boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  message shown_messages;
BEGIN
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  IF message.id IS NULL THEN RETURN 'unknown'; END IF;
  IF message.sub <> deleter AND NOT deletes_any THEN RETURN 'forbidden'; END IF;
  PERFORM lock_log();
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  IF message.deleted_at IS NULL THEN
    UPDATE messages AS m SET text = '', deleted_at = clock_timestamp() WHERE m.id = message_id;
    PERFORM append_event('deleted', message.room, message_id);
  END IF;
  RETURN 'deleted';
END $$;

/* Deletes a room's messages and returns the event's number. Readers see it at once; sweep_cleared erases the rows. */
CREATE FUNCTION clear_room(cleared_room text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  event_seq bigint;
BEGIN
  PERFORM lock_log();
  event_seq := append_event('cleared', cleared_room);
  UPDATE rooms SET cleared_seq = event_seq, cleared_at = clock_timestamp() WHERE name = cleared_room;
  RETURN event_seq;
END $$;

/*
 * Erases the texts of up to `slice` messages of a cleared room from their rows; returns whether there may be more. It
 * changes nothing that readers see, so it does not lock the log; two replicas never sweep a room at the same time.
 */
CREATE FUNCTION sweep_cleared(slice integer) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
  target rooms;
  up_to bigint;
BEGIN
  SELECT * INTO target FROM rooms WHERE swept_seq < cleared_seq LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT seq INTO up_to FROM messages
  WHERE room = target.name AND seq > target.swept_seq AND seq < target.cleared_seq
  ORDER BY seq OFFSET slice - 1 LIMIT 1;
  up_to := coalesce(up_to, target.cleared_seq);
  UPDATE messages SET text = '', deleted_at = coalesce(deleted_at, target.cleared_at)
  WHERE room = target.name AND seq > target.swept_seq AND seq <= up_to;
  UPDATE rooms SET swept_seq = up_to WHERE name = target.name;
  RETURN true;
END $$;

/*
 * Call this once after restoring a backup, before the services start: `SELECT messages.mark_restored()`. Events after the
 * backup are lost, and their numbers must not be reused: a reader with such a cursor reloads.
 */
CREATE FUNCTION mark_restored() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS $$
  UPDATE log SET (start_seq, end_seq) = (
    SELECT here, here
    FROM (SELECT greatest(end_seq + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS here) AS restored
  ) WHERE one RETURNING end_seq
$$;

/*
 * Whether a cursor is valid: the beginning, any position between this log's start and end, or, from before a restore, an
 * event that the backup contains.
 */
CREATE FUNCTION is_cursor(cursor_seq bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT cursor_seq = 0 OR EXISTS (SELECT FROM log WHERE one AND cursor_seq BETWEEN start_seq AND end_seq)
    OR EXISTS (SELECT FROM events WHERE seq = cursor_seq)
$$;

-- Down Migration

DROP FUNCTION is_cursor, mark_restored, sweep_cleared, clear_room, delete_message, edit_message, append_event,
  post_messages, lock_log;
