-- Up Migration

/*
 * Rooms, who is in them, and whom messages mention. Replicas of the previous release let everybody read and write every
 * row of the table `rooms`, so that table keeps `general` alone, and the rooms are in a table that they do not know.
 */

CREATE TABLE chat_rooms (
  -- `general`, or the UUID that its creator chose.
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  name text NOT NULL,
  -- The name folded, by which names are compared and searched.
  name_key text NOT NULL,
  -- The name that its creator chose, by which a request sent again is recognized after a renaming.
  first_name text NOT NULL DEFAULT '',
  topic text NOT NULL DEFAULT '',
  -- Of a direct room: the subs of its people, sorted. There is one room per set of people.
  direct_key text UNIQUE CHECK ((direct_key IS NOT NULL) = (kind = 'direct')),
  -- A direct room has begun with its first message: only then the others are members of it.
  has_begun boolean NOT NULL DEFAULT true,
  -- NULL: `general`.
  created_by uuid,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  -- Every message of the room before this is deleted: clearing a room of millions is one small write.
  cleared_seq bigint NOT NULL DEFAULT 0,
  cleared_at timestamptz,
  -- The texts up to here are erased; those up to cleared_seq will be soon.
  swept_seq bigint NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX chat_rooms_name ON chat_rooms (name_key) WHERE kind = 'public' AND archived_at IS NULL;

/*
 * A replica of the previous release clears `general` in the table that it knows. The trigger comes before general's row:
 * creating it waits for those that clear it now.
 */
CREATE FUNCTION copy_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE chat_rooms SET cleared_seq = NEW.cleared_seq, cleared_at = NEW.cleared_at
  WHERE id = NEW.name AND cleared_seq < NEW.cleared_seq;
  RETURN NULL;
END $$;

CREATE TRIGGER copy_cleared AFTER UPDATE OF cleared_seq ON rooms FOR EACH ROW EXECUTE FUNCTION copy_cleared();

INSERT INTO chat_rooms (id, kind, name, name_key, created_at, cleared_seq, cleared_at, swept_seq)
SELECT name, 'public', name, name, to_timestamp(log.start_seq / 1000.0), rooms.cleared_seq, rooms.cleared_at, rooms.swept_seq
FROM rooms, log WHERE rooms.name = 'general' AND log.one;

/*
 * The same columns as before, so that replicas of the previous release, whose tails read the events of all rooms, find
 * the messages of all rooms. They deliver those of `general` alone.
 */
CREATE OR REPLACE VIEW shown_messages AS
SELECT m.id, m.seq, m.room, m.sub, m.username, m.guest,
  CASE WHEN m.seq < r.cleared_seq THEN '' ELSE m.text END AS text,
  m.created_at, m.edited_at,
  CASE WHEN m.seq < r.cleared_seq THEN coalesce(m.deleted_at, r.cleared_at) ELSE m.deleted_at END AS deleted_at
FROM messages AS m JOIN chat_rooms AS r ON r.id = m.room;

/*
 * Who is in a room, with what belongs to that person alone. `general` has a row per person who has listed the rooms, for
 * the marker and the settings: who may read it never depends on the row.
 */
CREATE TABLE memberships (
  sub uuid NOT NULL,
  room text NOT NULL,
  -- As they were when the person joined or last wrote here.
  username text NOT NULL,
  guest boolean NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'member')),
  level text NOT NULL CHECK (level IN ('all', 'mentions', 'none')),
  muted_until timestamptz,
  -- A direct room that the person does not want to see until its next message.
  hidden boolean NOT NULL DEFAULT false,
  -- The number of the event by which the person joined.
  joined_seq bigint NOT NULL,
  joined_at timestamptz NOT NULL,
  -- The marker: messages up to here are read.
  read_seq bigint NOT NULL,
  PRIMARY KEY (sub, room)
) WITH (fillfactor = 80);

CREATE INDEX memberships_by_room ON memberships (room, joined_seq);

/* The people of a direct room, who do not change; they are members from its first message on. */
CREATE TABLE direct_people (
  room text NOT NULL,
  sub uuid NOT NULL,
  username text NOT NULL,
  guest boolean NOT NULL,
  -- The guest has left for good, or the account was deleted.
  gone boolean NOT NULL DEFAULT false,
  PRIMARY KEY (room, sub)
);

CREATE INDEX direct_people_by_sub ON direct_people (sub);

/*
 * Kinds of events with members and rooms. This transaction cannot use the new values yet: functions that name them are
 * written in PL/pgSQL, which reads them when it runs.
 */
ALTER TYPE event_type ADD VALUE 'member-joined';
ALTER TYPE event_type ADD VALUE 'member-left';
ALTER TYPE event_type ADD VALUE 'member-changed';
ALTER TYPE event_type ADD VALUE 'room-changed';

/* What an event of type member-… says: a later change must not change what happened. `events` has type and room. */
CREATE TABLE membership_events (
  seq bigint PRIMARY KEY,
  room text NOT NULL,
  sub uuid NOT NULL,
  username text NOT NULL,
  guest boolean NOT NULL,
  role text NOT NULL,
  joined_at timestamptz NOT NULL,
  -- Who did it; NULL: the service itself, since the person is gone.
  by_sub uuid
);

CREATE INDEX membership_events_by_sub ON membership_events (sub, seq);

/* Whom messages mention. Rows of deleted messages are removed; those of cleared ones are until then not shown. */
CREATE TABLE message_mentions (
  message_id uuid NOT NULL,
  -- In the order in which the sender named them, from 1.
  position smallint NOT NULL,
  room text NOT NULL,
  -- The message's number.
  seq bigint NOT NULL,
  -- NULL: everybody in the room.
  sub uuid,
  -- What follows the @ in the text.
  as_text text NOT NULL,
  PRIMARY KEY (message_id, position)
);

-- One lists a person's mentions, the other counts those in a room.
CREATE INDEX message_mentions_by_sub ON message_mentions (sub, seq) WHERE sub IS NOT NULL;
CREATE INDEX message_mentions_in_room ON message_mentions (sub, room, seq) WHERE sub IS NOT NULL;
CREATE INDEX message_mentions_of_all ON message_mentions (room, seq) WHERE sub IS NULL;

/* Messages as all readers see them, with whom they mention, as the contract has it; NULL: nobody. */
CREATE VIEW readable_messages AS
SELECT s.*,
  CASE WHEN s.deleted_at IS NULL THEN (
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('sub', sub, 'as', as_text)) ORDER BY position)
    FROM message_mentions WHERE message_id = s.id
  ) END AS mentions
FROM shown_messages AS s;

-- Down Migration

DROP VIEW readable_messages;
CREATE OR REPLACE VIEW shown_messages AS
SELECT m.id, m.seq, m.room, m.sub, m.username, m.guest,
  CASE WHEN m.seq < r.cleared_seq THEN '' ELSE m.text END AS text,
  m.created_at, m.edited_at,
  CASE WHEN m.seq < r.cleared_seq THEN coalesce(m.deleted_at, r.cleared_at) ELSE m.deleted_at END AS deleted_at
FROM messages AS m JOIN rooms AS r ON r.name = m.room;
DROP TABLE message_mentions, membership_events, direct_people, memberships;
DROP TRIGGER copy_cleared ON rooms;
DROP FUNCTION copy_cleared;
DROP TABLE chat_rooms;
-- An enum's values cannot be removed: the previous release ignores them.
