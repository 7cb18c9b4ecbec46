-- Up Migration

/*
 * Writers that return the whole message as it is after them, with the log's end, so that no answer needs a second query;
 * and that get the roles that may, from the service's table of permissions, and check them after lock_log(): whatever
 * changed a role before is seen. post_messages, edit_message and remove_message stay for one release, for its replicas.
 */

/*
 * Whether a person may change a message: one of the person's roles, or `author`, is among those that may. Roles of the
 * installation come with the access token.
 */
CREATE FUNCTION may_change(author uuid, actor uuid, actor_roles text[], allowed text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN author = actor THEN actor_roles || 'author'::text ELSE actor_roles END && allowed
$$;

/*
 * Stores a batch of posts and returns a result for each, by its position from 1:
 *   new      stored now; the message
 *   same     stored before, with the same author, room and text (or earlier in this batch); the message as it is now
 *   conflict the id belongs to something else
 *   limited  the author has sent `send_limit` messages in this minute; only new ones count
 * log_end is the log's end after the batch.
 */
CREATE FUNCTION store_messages(posts json, send_limit integer)
RETURNS TABLE (
  item bigint, outcome text, retry_after float8, log_end bigint,
  id uuid, seq bigint, room text, sub uuid, username text, guest boolean, text text,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz
)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  old_end bigint := lock_log();
  stored_at timestamptz := clock_timestamp();
  this_window timestamptz := date_bin('60 seconds', stored_at, 'epoch');
BEGIN
  RETURN QUERY
  WITH post AS MATERIALIZED (
    SELECT sent.*, stored.content_hash AS stored_hash, stored.shown
    FROM (
      SELECT p.*, sha256(convert_to(p.room || E'\n' || p.message, 'UTF8')) AS content_hash
      FROM ROWS FROM (
        json_to_recordset(posts) AS (id uuid, room text, sub uuid, username text, guest boolean, message text)
      ) WITH ORDINALITY AS p (id, room, sub, username, guest, message, item)
    ) AS sent
    LEFT JOIN LATERAL (
      SELECT m.content_hash, s AS shown FROM messages AS m JOIN shown_messages AS s USING (id) WHERE m.id = sent.id
      OFFSET 0
    ) AS stored ON true
  ),
  -- Of several posts with one id the first counts.
  fresh AS (
    SELECT DISTINCT ON (id) * FROM post WHERE stored_hash IS NULL ORDER BY id, item
  ),
  ranked AS (
    SELECT fresh.*, row_number() OVER (PARTITION BY sub ORDER BY item) AS nth FROM fresh
  ),
  accepted AS MATERIALIZED (
    SELECT ranked.*, old_end + row_number() OVER (ORDER BY item) AS seq
    FROM ranked
    LEFT JOIN LATERAL (
      SELECT count FROM rate_limits WHERE key = 'send:' || ranked.sub AND window_start = this_window OFFSET 0
    ) AS used ON true
    WHERE coalesce(used.count, 0) + nth <= send_limit
  ),
  last AS MATERIALIZED (
    SELECT coalesce(max(seq), old_end) AS seq FROM accepted
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
    UPDATE log SET end_seq = last.seq FROM last WHERE one AND last.seq > end_seq
  ),
  result AS (
    SELECT
      post.item,
      CASE
        WHEN accepted.item = post.item THEN 'new'
        WHEN coalesce(post.stored_hash, accepted.content_hash) IS NULL THEN 'limited'
        WHEN coalesce(post.stored_hash, accepted.content_hash) = post.content_hash
          AND coalesce((post.shown).sub, accepted.sub) = post.sub THEN 'same'
        ELSE 'conflict'
      END AS outcome,
      post.id, post.room, post.sub, post.message, post.username, post.guest, accepted.seq, post.shown
    FROM post LEFT JOIN accepted USING (id)
  )
  SELECT
    result.item, result.outcome,
    extract(epoch FROM this_window + interval '60 seconds' - stored_at)::float8,
    last.seq,
    -- What is new, or the same as something new of this batch, is not in the table for this statement.
    result.id, coalesce((shown).seq, result.seq), result.room, result.sub,
    coalesce((shown).username, result.username), coalesce((shown).guest, result.guest),
    CASE WHEN shown IS NULL THEN result.message ELSE (shown).text END,
    coalesce((shown).created_at, stored_at), (shown).edited_at, (shown).deleted_at
  FROM result, last;
END $$;

/*
 * Replaces a text: edited, unchanged, unknown, forbidden, deleted or limited. Edits count as sends. Returns the message as
 * it is then. A message's existence and author never change: what fails for them takes no lock.
 */
CREATE FUNCTION edit_message(
  message_id uuid, editor uuid, editor_roles text[], allowed text[], new_text text, send_limit integer
)
RETURNS TABLE (
  outcome text, retry_after float8, log_end bigint,
  id uuid, seq bigint, room text, sub uuid, username text, guest boolean, text text,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz
)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  message shown_messages;
  now_at timestamptz;
  this_window timestamptz;
  sends integer;
BEGIN
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  outcome := CASE
    WHEN message.id IS NULL THEN 'unknown'
    WHEN NOT may_change(message.sub, editor, editor_roles, allowed) THEN 'forbidden'
  END;
  IF outcome IS NULL THEN
    log_end := lock_log();
    now_at := clock_timestamp();
    this_window := date_bin('60 seconds', now_at, 'epoch');
    retry_after := extract(epoch FROM this_window + interval '60 seconds' - now_at);
    SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
    SELECT r.count INTO sends FROM rate_limits AS r WHERE r.key = 'send:' || editor AND r.window_start = this_window;
    outcome := CASE
      WHEN NOT may_change(message.sub, editor, editor_roles, allowed) THEN 'forbidden'
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
    log_end := append_event('edited', message.room, message_id);
  END IF;
  RETURN QUERY
  SELECT outcome, retry_after, log_end, m.* FROM (VALUES (1)) AS one LEFT JOIN shown_messages AS m ON m.id = message_id;
END $$;

/*
 * Erases a text and records who did it. Outcome: deleted, unchanged (already deleted), unknown or forbidden.
 */
CREATE FUNCTION remove_message(message_id uuid, remover uuid, remover_roles text[], allowed text[])
RETURNS TABLE (outcome text, author_sub uuid, author_name text)
LANGUAGE plpgsql AS $$
DECLARE
  message shown_messages;
  now_at timestamptz;
BEGIN
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  outcome := CASE
    WHEN message.id IS NULL THEN 'unknown'
    WHEN NOT may_change(message.sub, remover, remover_roles, allowed) THEN 'forbidden'
  END;
  IF outcome IS NULL THEN
    PERFORM lock_log();
    SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
    outcome := CASE
      WHEN NOT may_change(message.sub, remover, remover_roles, allowed) THEN 'forbidden'
      WHEN message.deleted_at IS NULL THEN 'deleted'
      ELSE 'unchanged'
    END;
    author_sub := message.sub;
    author_name := message.username;
  END IF;
  IF outcome = 'deleted' THEN
    now_at := clock_timestamp();
    UPDATE messages AS m SET text = '', deleted_at = now_at WHERE m.id = message_id;
    INSERT INTO removals (seq, removed_by, removed_at)
    VALUES (append_event('deleted', message.room, message_id), remover, now_at);
  END IF;
  RETURN NEXT;
END $$;

-- Down Migration

DROP FUNCTION remove_message(uuid, uuid, text[], text[]), edit_message(uuid, uuid, text[], text[], text, integer),
  store_messages, may_change;
