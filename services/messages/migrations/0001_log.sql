-- Up Migration

/*
 * Messages and all changes to them are one ordered log. Every writer locks the single row of `log` FIRST, then reads,
 * then writes, and numbers its events from there: the row's lock makes commit order equal number order, so a reader that
 * has seen 10 has seen all up to 10. (A sequence assigns numbers before the commit: 9 may appear after 10.) Taking it
 * first also prevents deadlocks between replicas.
 */
CREATE TABLE log (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- A cursor before this is from another log, of an older database.
  start_seq bigint NOT NULL,
  -- The last event's number, or start_seq.
  end_seq bigint NOT NULL CHECK (end_seq BETWEEN start_seq AND 9007199254740991)
) WITH (fillfactor = 10);

INSERT INTO log (start_seq, end_seq)
SELECT now_ms, now_ms FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms) AS clock;

-- Every append wakes the replicas, which deliver the events to their streams.
CREATE FUNCTION notify_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messages_log', '');
  RETURN NULL;
END $$;

CREATE TRIGGER notify_log AFTER UPDATE ON log FOR EACH STATEMENT EXECUTE FUNCTION notify_log();

CREATE TABLE rooms (
  name text PRIMARY KEY,
  -- Every message of the room before this is deleted: clearing a room of millions is one small write.
  cleared_seq bigint NOT NULL DEFAULT 0,
  cleared_at timestamptz,
  -- The texts up to here are erased; those up to cleared_seq will be soon.
  swept_seq bigint NOT NULL DEFAULT 0
);

INSERT INTO rooms (name) VALUES ('general');

-- No foreign key to rooms: rooms are never removed, and a check per row is a tenth of a batch's cost.
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  sub uuid NOT NULL,
  -- The number of the event that created it.
  seq bigint NOT NULL,
  created_at timestamptz NOT NULL,
  edited_at timestamptz,
  deleted_at timestamptz,
  guest boolean NOT NULL,
  room text NOT NULL,
  username text NOT NULL,
  -- Hash of the original room and text, kept permanently to recognize a message sent again, even after its deletion.
  content_hash bytea NOT NULL,
  text text NOT NULL
);

CREATE UNIQUE INDEX messages_history ON messages (room, seq);

-- Messages as all readers see them.
CREATE VIEW shown_messages AS
SELECT m.id, m.seq, m.room, m.sub, m.username, m.guest,
  CASE WHEN m.seq < r.cleared_seq THEN '' ELSE m.text END AS text,
  m.created_at, m.edited_at,
  CASE WHEN m.seq < r.cleared_seq THEN coalesce(m.deleted_at, r.cleared_at) ELSE m.deleted_at END AS deleted_at
FROM messages AS m JOIN rooms AS r ON r.name = m.room;

CREATE TYPE event_type AS ENUM ('created', 'edited', 'deleted', 'cleared');

-- Events without texts: readers join shown_messages, so a deleted message's text is not replayed.
CREATE TABLE events (
  seq bigint PRIMARY KEY,
  message_id uuid,
  type event_type NOT NULL,
  room text NOT NULL
);

CREATE UNLOGGED TABLE rate_limits (
  key text PRIMARY KEY,
  window_start timestamptz NOT NULL,
  count integer NOT NULL
) WITH (fillfactor = 50);

-- Down Migration

DROP TABLE rate_limits, events, messages, rooms, log CASCADE;
DROP TYPE event_type;
DROP FUNCTION notify_log;
