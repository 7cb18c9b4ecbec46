-- Up Migration

/*
 * Messages and everything that happens to them are one ordered log. Every writer takes the one row of `log` FIRST, then
 * looks, then writes, and numbers its events from there: the row's lock makes the order of commits the order of numbers,
 * so a reader that has seen 10 has seen all up to 10. (A sequence hands out numbers before the commit: 9 may come after
 * 10.) Taken first, it also keeps two replicas from waiting for each other.
 */
CREATE TABLE log (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- A cursor before this is of another log, of an older database.
  start_seq bigint NOT NULL,
  -- The last event's number, or the start.
  end_seq bigint NOT NULL CHECK (end_seq BETWEEN start_seq AND 9007199254740991)
) WITH (fillfactor = 10);

INSERT INTO log (start_seq, end_seq)
SELECT now_ms, now_ms FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms) AS clock;

-- Whoever moves the log on wakes the replicas that hand it to their streams.
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
  -- The texts up to here are really gone; those up to cleared_seq follow soon.
  swept_seq bigint NOT NULL DEFAULT 0
);

INSERT INTO rooms (name) VALUES ('general');

-- No foreign key to rooms: no room is ever removed, and a check for every row is a tenth of a batch's cost.
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
  -- Of room and text as first sent, kept for ever: a message sent again is known, even when it is long deleted.
  content_hash bytea NOT NULL,
  text text NOT NULL
);

CREATE UNIQUE INDEX messages_history ON messages (room, seq);

-- Messages as readers see them, everywhere.
CREATE VIEW shown_messages AS
SELECT m.id, m.seq, m.room, m.sub, m.username, m.guest,
  CASE WHEN m.seq < r.cleared_seq THEN '' ELSE m.text END AS text,
  m.created_at, m.edited_at,
  CASE WHEN m.seq < r.cleared_seq THEN coalesce(m.deleted_at, r.cleared_at) ELSE m.deleted_at END AS deleted_at
FROM messages AS m JOIN rooms AS r ON r.name = m.room;

CREATE TYPE event_type AS ENUM ('created', 'edited', 'deleted', 'cleared');

-- What happened, never the text: a reader joins shown_messages, so a deleted message's text is not replayed.
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
