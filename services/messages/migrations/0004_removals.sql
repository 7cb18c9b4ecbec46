-- Up Migration

/*
 * Who deleted a message or cleared a room, and when: one row per event of type deleted or cleared. A separate table,
 * since adding columns to `messages` would wait for its readers, such as a backup, and block all senders meanwhile. The
 * audit log contains more (the address, the request), but logs are not kept permanently.
 */
CREATE TABLE removals (
  -- The event's number; `events` has the message or room.
  seq bigint PRIMARY KEY,
  -- The user's sub; NULL: cleared by a replica of the previous release, which did not report it.
  removed_by uuid,
  removed_at timestamptz NOT NULL
);

/*
 * Erases a text and records who did it. Outcome: deleted, unchanged (already deleted), unknown or forbidden.
 */
CREATE FUNCTION remove_message(message_id uuid, remover uuid, removes_any boolean)
RETURNS TABLE (outcome text, author_sub uuid, author_name text)
LANGUAGE plpgsql AS $$
DECLARE
  message shown_messages;
  now_at timestamptz;
BEGIN
  SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
  outcome := CASE
    WHEN message.id IS NULL THEN 'unknown'
    WHEN message.sub <> remover AND NOT removes_any THEN 'forbidden'
  END;
  IF outcome IS NULL THEN
    PERFORM lock_log();
    SELECT * INTO message FROM shown_messages AS m WHERE m.id = message_id;
    outcome := CASE WHEN message.deleted_at IS NULL THEN 'deleted' ELSE 'unchanged' END;
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

/* Called by replicas of the previous release. */
CREATE OR REPLACE FUNCTION delete_message(message_id uuid, deleter uuid, deletes_any boolean) RETURNS text
LANGUAGE sql AS $$
  SELECT CASE outcome WHEN 'unchanged' THEN 'deleted' ELSE outcome END
  FROM remove_message(message_id, deleter, deletes_any)
$$;

/* Deletes a room's messages and returns the event's number. Readers see it at once; sweep_cleared erases the rows. */
CREATE FUNCTION clear_room(cleared_room text, clearer uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  event_seq bigint;
  now_at timestamptz;
BEGIN
  PERFORM lock_log();
  now_at := clock_timestamp();
  event_seq := append_event('cleared', cleared_room);
  UPDATE rooms SET cleared_seq = event_seq, cleared_at = now_at WHERE name = cleared_room;
  INSERT INTO removals (seq, removed_by, removed_at) VALUES (event_seq, clearer, now_at);
  RETURN event_seq;
END $$;

/* Called by replicas of the previous release. */
CREATE OR REPLACE FUNCTION clear_room(cleared_room text) RETURNS bigint LANGUAGE sql AS $$
  SELECT clear_room(cleared_room, NULL)
$$;

-- Down Migration

CREATE OR REPLACE FUNCTION delete_message(message_id uuid, deleter uuid, deletes_any boolean) RETURNS text
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

CREATE OR REPLACE FUNCTION clear_room(cleared_room text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  event_seq bigint;
BEGIN
  PERFORM lock_log();
  event_seq := append_event('cleared', cleared_room);
  UPDATE rooms SET cleared_seq = event_seq, cleared_at = clock_timestamp() WHERE name = cleared_room;
  RETURN event_seq;
END $$;

DROP FUNCTION clear_room(text, uuid), remove_message;
DROP TABLE removals;
