-- Up Migration

/*
 * Every change of rooms, memberships and their messages uses one of these functions. Each is the only statement of its
 * transaction, locks the log first, and then reads who may: whatever changed a role before is seen, so the order of
 * commits decides every race. Who may is not decided here: the service passes its table as texts `kind:role`, in which
 * `general` is a kind of its own.
 */

/*
 * What a person is in a room, in these texts: roles of the installation count in `general` and in public rooms; in
 * private rooms an administrator is one if a member; in direct rooms everybody is a member and nothing else.
 */
CREATE FUNCTION grants_in(room_id text, room_kind text, room_role text, roles text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN room_id = 'general' THEN ARRAY(SELECT 'general:' || role FROM unnest(roles) AS role)
    WHEN room_kind = 'public' THEN ARRAY(SELECT 'public:' || role FROM unnest(roles || room_role) AS role)
    WHEN room_role IS NULL THEN '{}'
    WHEN room_kind = 'private' AND 'admin' = ANY (roles) THEN ARRAY['private:' || room_role, 'private:admin']
    ELSE ARRAY[room_kind || ':' || room_role]
  END
$$;

/* The room with what a person is in it; no row if it does not exist. */
CREATE FUNCTION find_room(room_id text, person uuid, roles text[])
RETURNS TABLE (id text, kind text, archived boolean, role text, grants text[])
LANGUAGE sql STABLE AS $$
  SELECT r.id, r.kind, r.archived_at IS NOT NULL, m.role, grants_in(r.id, r.kind, m.role, roles)
  FROM chat_rooms AS r LEFT JOIN memberships AS m ON m.room = r.id AND m.sub = person
  WHERE r.id = room_id
$$;

/* Logs what happened to a member, who must have a row; returns the event's number. The caller must have locked the log. */
CREATE FUNCTION log_member(change text, member memberships, by_sub uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  event_seq bigint := append_event(change::event_type, member.room);
BEGIN
  INSERT INTO membership_events (seq, room, sub, username, guest, role, joined_at, by_sub)
  VALUES (event_seq, member.room, member.sub, member.username, member.guest, member.role, member.joined_at, by_sub);
  RETURN event_seq;
END $$;

/* Makes somebody a member, with all before it read. The caller must have locked the log. */
CREATE FUNCTION join_room(
  room_id text, person uuid, person_name text, person_guest boolean, person_role text, person_level text, by_sub uuid
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  member memberships;
BEGIN
  member.room := room_id;
  member.sub := person;
  member.username := person_name;
  member.guest := person_guest;
  member.role := person_role;
  member.level := person_level;
  member.hidden := false;
  member.joined_at := clock_timestamp();
  member.joined_seq := log_member('member-joined', member, by_sub);
  member.read_seq := member.joined_seq;
  INSERT INTO memberships SELECT member.*;
END $$;

/* Whether a person is in as many rooms as one may be; `general` does not count. */
CREATE FUNCTION has_all_rooms(person uuid, max_rooms integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) >= max_rooms FROM memberships WHERE sub = person AND room <> 'general'
$$;

/*
 * Creates a public or private room: created, same (created before by the same person), conflict (the id belongs to
 * another room), taken (a public room has the name) or limit (the person is in as many rooms as one may be).
 */
CREATE FUNCTION create_room(
  room_id text, room_kind text, room_name text, room_key text, room_topic text,
  creator uuid, creator_name text, max_rooms integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  existing chat_rooms;
BEGIN
  PERFORM lock_log();
  SELECT * INTO existing FROM chat_rooms WHERE id = room_id;
  IF FOUND THEN
    RETURN CASE
      WHEN existing.created_by = creator AND existing.kind = room_kind AND existing.first_name = room_name
        AND EXISTS (SELECT FROM memberships WHERE sub = creator AND room = room_id) THEN 'same'
      ELSE 'conflict'
    END;
  END IF;
  IF room_kind = 'public' AND EXISTS (
    SELECT FROM chat_rooms WHERE name_key = room_key AND kind = 'public' AND archived_at IS NULL
  ) THEN RETURN 'taken'; END IF;
  IF has_all_rooms(creator, max_rooms) THEN RETURN 'limit'; END IF;
  INSERT INTO chat_rooms (id, kind, name, name_key, first_name, topic, created_by, created_at)
  VALUES (room_id, room_kind, room_name, room_key, room_name, room_topic, creator, clock_timestamp());
  PERFORM join_room(room_id, creator, creator_name, false, 'owner', 'mentions', creator);
  RETURN 'created';
END $$;

/*
 * Opens the direct room of a set of people, who are given with the opener among them, or NULL to open it only if it
 * exists. Outcome: opened, same (it existed; shown again if it was hidden), missing or limit.
 *
 * The others become members with the first message: see begin_direct.
 */
CREATE FUNCTION open_direct(
  people_key text, new_id text, people jsonb, opener uuid, opener_name text, opener_guest boolean, max_rooms integer
) RETURNS TABLE (outcome text, room text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM lock_log();
  SELECT id INTO room FROM chat_rooms WHERE direct_key = people_key;
  outcome := CASE WHEN FOUND THEN 'same' WHEN people IS NULL THEN 'missing' ELSE 'opened' END;
  IF outcome = 'missing' THEN RETURN NEXT; RETURN; END IF;
  IF outcome = 'same' THEN
    UPDATE memberships AS m SET hidden = false WHERE m.sub = opener AND m.room = open_direct.room AND hidden;
    IF EXISTS (SELECT FROM memberships AS m WHERE m.sub = opener AND m.room = open_direct.room) THEN
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;
  IF has_all_rooms(opener, max_rooms) THEN outcome := 'limit'; RETURN NEXT; RETURN; END IF;
  IF outcome = 'opened' THEN
    room := new_id;
    INSERT INTO chat_rooms (id, kind, name, name_key, direct_key, has_begun, created_by, created_at)
    VALUES (new_id, 'direct', '', '', people_key, jsonb_array_length(people) = 1, opener, clock_timestamp());
    INSERT INTO direct_people (room, sub, username, guest)
    SELECT new_id, p.sub, p.username, p.guest
    FROM jsonb_to_recordset(people) AS p (sub uuid, username text, guest boolean);
  END IF;
  PERFORM join_room(room, opener, opener_name, opener_guest, 'member', 'all', opener);
  RETURN NEXT;
END $$;

/* Makes the other people of a direct room members of it. The caller must have locked the log. */
CREATE FUNCTION begin_direct(direct_room text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  person direct_people;
  opener uuid;
BEGIN
  UPDATE chat_rooms SET has_begun = true WHERE id = direct_room RETURNING created_by INTO opener;
  FOR person IN
    SELECT p.* FROM direct_people AS p
    WHERE p.room = direct_room AND NOT EXISTS (SELECT FROM memberships AS m WHERE m.sub = p.sub AND m.room = direct_room)
    ORDER BY p.sub
  LOOP
    PERFORM join_room(direct_room, person.sub, person.username, person.guest, 'member', 'all', opener);
  END LOOP;
END $$;

/* Changes what is not NULL: changed, unchanged, unknown, forbidden or taken (a public room has the name). */
CREATE FUNCTION update_room(
  room_id text, actor uuid, actor_roles text[], finders text[], allowed text[],
  new_name text, new_key text, new_topic text, archive boolean
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
  old chat_rooms;
  now_at timestamptz;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(room_id, actor, actor_roles);
  IF NOT FOUND OR NOT found_room.grants && finders THEN RETURN 'unknown'; END IF;
  IF NOT found_room.grants && allowed THEN RETURN 'forbidden'; END IF;
  SELECT * INTO old FROM chat_rooms WHERE id = room_id;
  now_at := CASE
    WHEN archive THEN coalesce(old.archived_at, clock_timestamp())
    WHEN archive IS NULL THEN old.archived_at
  END;
  IF (coalesce(new_name, old.name), coalesce(new_topic, old.topic), now_at)
    IS NOT DISTINCT FROM (old.name, old.topic, old.archived_at) THEN RETURN 'unchanged'; END IF;
  IF old.kind = 'public' AND now_at IS NULL AND EXISTS (
    SELECT FROM chat_rooms
    WHERE name_key = coalesce(new_key, old.name_key) AND kind = 'public' AND archived_at IS NULL AND id <> room_id
  ) THEN RETURN 'taken'; END IF;
  UPDATE chat_rooms SET
    name = coalesce(new_name, name), name_key = coalesce(new_key, name_key), topic = coalesce(new_topic, topic),
    archived_at = now_at
  WHERE id = room_id;
  PERFORM append_event('room-changed', room_id);
  RETURN 'changed';
END $$;

/*
 * Makes somebody a member: joined, unchanged (was one before), unknown, forbidden, archived, full (the room) or limit
 * (the person is in as many rooms as one may be).
 */
CREATE FUNCTION add_member(
  room_id text, person uuid, person_name text, person_guest boolean,
  actor uuid, actor_roles text[], finders text[], allowed text[], max_members integer, max_rooms integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(room_id, actor, actor_roles);
  IF NOT FOUND OR NOT found_room.grants && finders THEN RETURN 'unknown'; END IF;
  IF NOT found_room.grants && allowed THEN RETURN 'forbidden'; END IF;
  IF EXISTS (SELECT FROM memberships WHERE sub = person AND room = room_id) THEN RETURN 'unchanged'; END IF;
  IF found_room.archived THEN RETURN 'archived'; END IF;
  IF (SELECT count(*) >= max_members FROM memberships WHERE room = room_id) THEN RETURN 'full'; END IF;
  IF has_all_rooms(person, max_rooms) THEN RETURN 'limit'; END IF;
  PERFORM join_room(room_id, person, person_name, person_guest, 'member', 'mentions', actor);
  RETURN 'joined';
END $$;

/*
 * Removes a member, whose row must exist. If no owner remains, the account that has been a member longest becomes one.
 * The caller must have locked the log.
 */
CREATE FUNCTION end_membership(member memberships, by_sub uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  heir memberships;
BEGIN
  DELETE FROM memberships WHERE sub = member.sub AND room = member.room;
  PERFORM log_member('member-left', member, by_sub);
  IF member.role <> 'owner' OR EXISTS (SELECT FROM memberships WHERE room = member.room AND role = 'owner') THEN
    RETURN;
  END IF;
  UPDATE memberships SET role = 'owner'
  WHERE (sub, room) = (
    SELECT sub, room FROM memberships WHERE room = member.room AND NOT guest ORDER BY joined_seq LIMIT 1
  ) RETURNING * INTO heir;
  IF FOUND THEN PERFORM log_member('member-changed', heir, NULL); END IF;
END $$;

/* Removes somebody, or the actor: removed, unchanged (was not a member), unknown or forbidden. */
CREATE FUNCTION remove_member(
  room_id text, person uuid, actor uuid, actor_roles text[], finders text[], allowed text[]
) RETURNS TABLE (outcome text, username text) LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
  member memberships;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(room_id, actor, actor_roles);
  SELECT * INTO member FROM memberships AS m WHERE m.sub = person AND m.room = room_id;
  outcome := CASE
    WHEN found_room.id IS NULL OR NOT found_room.grants && finders THEN 'unknown'
    WHEN NOT found_room.grants && allowed THEN 'forbidden'
    WHEN member.sub IS NULL THEN 'unchanged'
    ELSE 'removed'
  END;
  IF outcome = 'removed' THEN PERFORM end_membership(member, actor); END IF;
  username := member.username;
  RETURN NEXT;
END $$;

/*
 * Somebody is gone for good: leaves all rooms but the direct ones, whose others see it. Returns whether anything changed.
 */
CREATE FUNCTION leave_all_rooms(person uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  member memberships;
  changed boolean;
BEGIN
  PERFORM lock_log();
  UPDATE direct_people SET gone = true WHERE sub = person AND NOT gone;
  changed := FOUND;
  DELETE FROM memberships WHERE sub = person AND room = 'general';
  changed := changed OR FOUND;
  FOR member IN
    SELECT m.* FROM memberships AS m JOIN chat_rooms AS r ON r.id = m.room
    WHERE m.sub = person AND r.kind <> 'direct' ORDER BY m.joined_seq
  LOOP
    PERFORM end_membership(member, NULL);
    changed := true;
  END LOOP;
  RETURN changed;
END $$;

/*
 * Changes a member's role: changed, unchanged, unknown, forbidden, nobody (not a member), guest (cannot own a room) or
 * last (the only owner).
 */
CREATE FUNCTION change_role(
  room_id text, person uuid, new_role text, actor uuid, actor_roles text[], finders text[], allowed text[]
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
  member memberships;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(room_id, actor, actor_roles);
  IF NOT FOUND OR NOT found_room.grants && finders THEN RETURN 'unknown'; END IF;
  IF NOT found_room.grants && allowed THEN RETURN 'forbidden'; END IF;
  SELECT * INTO member FROM memberships WHERE sub = person AND room = room_id;
  IF NOT FOUND THEN RETURN 'nobody'; END IF;
  IF member.role = new_role THEN RETURN 'unchanged'; END IF;
  IF new_role = 'owner' AND member.guest THEN RETURN 'guest'; END IF;
  IF new_role <> 'owner' AND (SELECT count(*) = 1 FROM memberships WHERE room = room_id AND role = 'owner') THEN
    RETURN 'last';
  END IF;
  UPDATE memberships SET role = new_role WHERE sub = person AND room = room_id RETURNING * INTO member;
  PERFORM log_member('member-changed', member, actor);
  RETURN 'changed';
END $$;

/*
 * Stores a batch of posts and returns a result for each, by its position from 1:
 *   new      stored now; the message
 *   same     stored before, with the same author, room, text and mentions (or earlier in this batch); the message as it
 *            is now, also for an author who has left the room since
 *   conflict the id belongs to something else
 *   unknown  the author may not send to the room
 *   archived the room is read-only
 *   limited  the author has sent `send_limit` messages in this minute; only new ones count
 * log_end is the log's end after the batch. Mentions of people who are not in the room are left out.
 *
 * Everybody may send to `general`, which costs no look at memberships.
 *
 * @param rooms the rooms of the posts but `general`
 */
CREATE FUNCTION store_messages(posts json, send_limit integer, rooms text[], allowed text[])
RETURNS TABLE (
  item bigint, outcome text, retry_after float8, log_end bigint,
  id uuid, seq bigint, room text, sub uuid, username text, guest boolean, text text,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz, mentions jsonb
)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  old_end bigint := lock_log();
  stored_at timestamptz := clock_timestamp();
  this_window timestamptz := date_bin('60 seconds', stored_at, 'epoch');
  direct_room text;
BEGIN
  IF cardinality(rooms) > 0 THEN
    FOR direct_room IN
      SELECT r.id FROM chat_rooms AS r
      WHERE r.id = ANY (rooms) AND NOT r.has_begun AND EXISTS (
        SELECT FROM json_to_recordset(posts) AS p (id uuid, room text, sub uuid)
        JOIN memberships AS m ON m.sub = p.sub AND m.room = p.room
        LEFT JOIN rate_limits AS used ON used.key = 'send:' || p.sub AND used.window_start = this_window
        WHERE p.room = r.id AND coalesce(used.count, 0) < send_limit
          AND NOT EXISTS (SELECT FROM messages AS stored WHERE stored.id = p.id)
      )
    LOOP
      PERFORM begin_direct(direct_room);
      old_end := (SELECT end_seq FROM log WHERE one);
    END LOOP;
  END IF;

  RETURN QUERY
  WITH post AS MATERIALIZED (
    SELECT sent.*, stored.content_hash AS stored_hash, stored.shown, place.archived,
      sent.room = 'general' OR coalesce(place.may, false) AS may
    FROM (
      SELECT p.*, sha256(convert_to(
        p.room || E'\n' || p.message || coalesce(E'\n' || p.mentions::text, ''), 'UTF8'
      )) AS content_hash
      FROM ROWS FROM (
        json_to_recordset(posts)
        AS (id uuid, room text, sub uuid, username text, guest boolean, message text, mentions jsonb)
      ) WITH ORDINALITY AS p (id, room, sub, username, guest, message, mentions, item)
    ) AS sent
    LEFT JOIN LATERAL (
      SELECT m.content_hash, s AS shown FROM messages AS m JOIN readable_messages AS s USING (id) WHERE m.id = sent.id
      OFFSET 0
    ) AS stored ON true
    LEFT JOIN LATERAL (
      SELECT r.archived_at IS NOT NULL AS archived, grants_in(r.id, r.kind, m.role, '{}') && allowed AS may
      FROM chat_rooms AS r LEFT JOIN memberships AS m ON m.sub = sent.sub AND m.room = r.id
      WHERE sent.room <> 'general' AND r.id = sent.room OFFSET 0
    ) AS place ON true
  ),
  -- Of several posts with one id the first counts.
  fresh AS (
    SELECT DISTINCT ON (id) * FROM post
    WHERE stored_hash IS NULL AND may AND archived IS NOT TRUE ORDER BY id, item
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
  mentioned AS MATERIALIZED (
    SELECT accepted.id, accepted.room, accepted.seq, m.*
    FROM accepted CROSS JOIN LATERAL known_mentions(accepted.room, accepted.mentions) AS m
    WHERE accepted.mentions IS NOT NULL
  ),
  recorded AS (
    INSERT INTO message_mentions (message_id, position, room, seq, sub, as_text)
    SELECT id, nth, room, seq, mentioned_sub, as_text FROM mentioned
  ),
  result AS (
    SELECT
      post.item,
      CASE
        WHEN accepted.item = post.item THEN 'new'
        WHEN coalesce(post.stored_hash, accepted.content_hash) IS NOT NULL THEN CASE
          WHEN coalesce(post.stored_hash, accepted.content_hash) = post.content_hash
            AND coalesce((post.shown).sub, accepted.sub) = post.sub THEN 'same'
          ELSE 'conflict'
        END
        WHEN NOT post.may THEN 'unknown'
        WHEN post.archived THEN 'archived'
        ELSE 'limited'
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
    coalesce((shown).created_at, stored_at), (shown).edited_at, (shown).deleted_at,
    CASE WHEN shown IS NULL THEN (
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('sub', mentioned_sub, 'as', as_text)) ORDER BY nth)
      FROM mentioned WHERE mentioned.id = result.id
    ) ELSE (shown).mentions END
  FROM result, last;

  IF cardinality(rooms) = 0 THEN RETURN; END IF;
  -- A direct room is shown again by its next message, and its people have the names with which they wrote last.
  -- Their rows are locked in one order, since markers are written at the same time.
  UPDATE memberships AS m SET hidden = false
  FROM (
    SELECT hidden.sub, hidden.room FROM chat_rooms AS r JOIN memberships AS hidden ON hidden.room = r.id
    WHERE r.id = ANY (rooms) AND r.kind = 'direct' AND hidden.hidden
      AND EXISTS (SELECT FROM messages AS new WHERE new.room = r.id AND new.seq > old_end)
    ORDER BY hidden.sub, hidden.room FOR UPDATE OF hidden
  ) AS shown
  WHERE m.sub = shown.sub AND m.room = shown.room;
  UPDATE direct_people AS p SET username = new.username
  FROM messages AS new
  WHERE p.room = ANY (rooms) AND new.room = p.room AND new.seq > old_end AND new.sub = p.sub
    AND p.username <> new.username;
END $$;

/* Those of a message's mentions who are in the room, in their order. Everybody is in `general`. */
CREATE FUNCTION known_mentions(room_id text, mentions jsonb)
RETURNS TABLE (nth smallint, mentioned_sub uuid, as_text text)
LANGUAGE sql STABLE AS $$
  SELECT m.nth::smallint, (m.mention ->> 'sub')::uuid, m.mention ->> 'as'
  FROM jsonb_array_elements(mentions) WITH ORDINALITY AS m (mention, nth)
  WHERE room_id = 'general' OR m.mention ->> 'sub' IS NULL
    OR EXISTS (SELECT FROM memberships AS s WHERE s.sub = (m.mention ->> 'sub')::uuid AND s.room = room_id)
$$;

/*
 * A message with what a person is to it: as in its room, and `author`, who must still be able to read it. No row: it does
 * not exist, or the person may neither read it nor do this.
 */
CREATE FUNCTION find_message(message_id uuid, person uuid, roles text[], readers text[], allowed text[])
RETURNS TABLE (message readable_messages, archived boolean, may boolean)
LANGUAGE sql STABLE AS $$
  SELECT m, r.archived, CASE
      WHEN m.sub = person AND r.grants && readers
      THEN r.grants || (CASE m.room WHEN 'general' THEN m.room ELSE r.kind END || ':author')
      ELSE r.grants
    END && allowed
  FROM readable_messages AS m CROSS JOIN LATERAL find_room(m.room, person, roles) AS r
  WHERE m.id = message_id AND (r.grants && readers OR r.grants && allowed)
$$;

/*
 * Replaces a text, and its mentions: edited, unchanged, unknown, forbidden, archived, deleted or limited. Edits count as
 * sends. Returns the message as it is then. Without mentions those remain whose `@name` is still in the text. What fails
 * before the lock takes none.
 */
CREATE FUNCTION edit_message(
  message_id uuid, editor uuid, editor_roles text[], readers text[], allowed text[],
  new_text text, new_mentions jsonb, send_limit integer
)
RETURNS TABLE (
  outcome text, retry_after float8, log_end bigint,
  id uuid, seq bigint, room text, sub uuid, username text, guest boolean, text text,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz, mentions jsonb
)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  found_message record;
  message readable_messages;
  kept jsonb;
  now_at timestamptz;
  this_window timestamptz;
  sends integer;
BEGIN
  SELECT * INTO found_message FROM find_message(message_id, editor, editor_roles, readers, allowed);
  outcome := CASE WHEN NOT FOUND THEN 'unknown' WHEN NOT found_message.may THEN 'forbidden' END;
  IF outcome IS NULL THEN
    log_end := lock_log();
    now_at := clock_timestamp();
    this_window := date_bin('60 seconds', now_at, 'epoch');
    retry_after := extract(epoch FROM this_window + interval '60 seconds' - now_at);
    SELECT * INTO found_message FROM find_message(message_id, editor, editor_roles, readers, allowed);
    message := found_message.message;
    SELECT r.count INTO sends FROM rate_limits AS r WHERE r.key = 'send:' || editor AND r.window_start = this_window;
    SELECT jsonb_agg(mention ORDER BY nth) INTO kept
    FROM jsonb_array_elements(coalesce(new_mentions, message.mentions)) WITH ORDINALITY AS m (mention, nth)
    WHERE new_mentions IS NOT NULL OR position('@' || (mention ->> 'as') IN new_text) > 0;
    SELECT jsonb_agg(
      jsonb_strip_nulls(jsonb_build_object('sub', mentioned_sub, 'as', as_text)) ORDER BY nth
    ) INTO kept FROM known_mentions(message.room, kept);
    outcome := CASE
      WHEN message.id IS NULL THEN 'unknown'
      WHEN NOT found_message.may THEN 'forbidden'
      WHEN message.deleted_at IS NOT NULL THEN 'deleted'
      WHEN found_message.archived THEN 'archived'
      WHEN message.text = new_text AND message.mentions IS NOT DISTINCT FROM kept THEN 'unchanged'
      WHEN coalesce(sends, 0) >= send_limit THEN 'limited'
      ELSE 'edited'
    END;
  END IF;
  IF outcome = 'edited' THEN
    INSERT INTO rate_limits AS r (key, window_start, count) VALUES ('send:' || editor, this_window, 1)
    ON CONFLICT (key) DO UPDATE SET count = coalesce(sends, 0) + 1, window_start = excluded.window_start;
    UPDATE messages AS m SET text = new_text, edited_at = now_at WHERE m.id = message_id;
    DELETE FROM message_mentions AS m WHERE m.message_id = edit_message.message_id;
    INSERT INTO message_mentions (message_id, position, room, seq, sub, as_text)
    SELECT edit_message.message_id, nth, message.room, message.seq, mentioned_sub, as_text
    FROM known_mentions(message.room, kept);
    log_end := append_event('edited', message.room, message_id);
  END IF;
  RETURN QUERY
  SELECT outcome, retry_after, log_end, m.*
  FROM (VALUES (1)) AS one
  LEFT JOIN readable_messages AS m ON m.id = message_id AND outcome IN ('edited', 'unchanged');
END $$;

/* Erases a text and records who did it. Outcome: deleted, unchanged (already deleted), unknown or forbidden. */
CREATE FUNCTION delete_message(message_id uuid, deleter uuid, deleter_roles text[], readers text[], allowed text[])
RETURNS TABLE (outcome text, author_sub uuid, author_name text)
LANGUAGE plpgsql AS $$
DECLARE
  found_message record;
  message readable_messages;
  now_at timestamptz;
BEGIN
  SELECT * INTO found_message FROM find_message(message_id, deleter, deleter_roles, readers, allowed);
  outcome := CASE WHEN NOT FOUND THEN 'unknown' WHEN NOT found_message.may THEN 'forbidden' END;
  IF outcome IS NULL THEN
    PERFORM lock_log();
    SELECT * INTO found_message FROM find_message(message_id, deleter, deleter_roles, readers, allowed);
    message := found_message.message;
    outcome := CASE
      WHEN message.id IS NULL THEN 'unknown'
      WHEN NOT found_message.may THEN 'forbidden'
      WHEN message.deleted_at IS NULL THEN 'deleted'
      ELSE 'unchanged'
    END;
    author_sub := message.sub;
    author_name := message.username;
  END IF;
  IF outcome = 'deleted' THEN
    now_at := clock_timestamp();
    UPDATE messages AS m SET text = '', deleted_at = now_at WHERE m.id = message_id;
    DELETE FROM message_mentions AS m WHERE m.message_id = delete_message.message_id;
    INSERT INTO removals (seq, removed_by, removed_at)
    VALUES (append_event('deleted', message.room, message_id), deleter, now_at);
  END IF;
  RETURN NEXT;
END $$;

/*
 * Deletes a room's messages: cleared (with the event's number), unknown or forbidden. Readers see it at once;
 * sweep_cleared erases the rows.
 */
CREATE FUNCTION clear_room(cleared_room text, clearer uuid, clearer_roles text[], finders text[], allowed text[])
RETURNS TABLE (outcome text, seq bigint) LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
  now_at timestamptz;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(cleared_room, clearer, clearer_roles);
  outcome := CASE
    WHEN NOT FOUND OR NOT found_room.grants && finders THEN 'unknown'
    WHEN NOT found_room.grants && allowed THEN 'forbidden'
    ELSE 'cleared'
  END;
  IF outcome = 'cleared' THEN
    now_at := clock_timestamp();
    seq := append_event('cleared', cleared_room);
    UPDATE chat_rooms SET cleared_seq = clear_room.seq, cleared_at = now_at WHERE id = cleared_room;
    INSERT INTO removals (seq, removed_by, removed_at) VALUES (clear_room.seq, clearer, now_at);
  END IF;
  RETURN NEXT;
END $$;

/*
 * Erases the texts of up to `slice` messages of a cleared room from their rows, with whom they mention; returns whether
 * there may be more. It changes nothing that readers see, so it does not lock the log; two replicas never sweep a room at
 * the same time.
 */
CREATE OR REPLACE FUNCTION sweep_cleared(slice integer) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
  target chat_rooms;
  up_to bigint;
BEGIN
  SELECT * INTO target FROM chat_rooms WHERE swept_seq < cleared_seq LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT seq INTO up_to FROM messages
  WHERE room = target.id AND seq > target.swept_seq AND seq < target.cleared_seq
  ORDER BY seq OFFSET slice - 1 LIMIT 1;
  up_to := coalesce(up_to, target.cleared_seq);
  WITH erased AS (
    UPDATE messages SET text = '', deleted_at = coalesce(deleted_at, target.cleared_at)
    WHERE room = target.id AND seq > target.swept_seq AND seq <= up_to RETURNING id
  )
  DELETE FROM message_mentions USING erased WHERE message_id = erased.id;
  UPDATE chat_rooms SET swept_seq = up_to WHERE id = target.id;
  RETURN true;
END $$;

/*
 * What replicas of previous releases call: they know `general` alone, and must not change messages of other rooms, whose
 * ids they do not check. What they did before is done by the functions above.
 */
CREATE FUNCTION in_general(message_id uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT id FROM messages WHERE id = message_id AND room = 'general'
$$;

CREATE FUNCTION of_general(roles text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY(SELECT 'general:' || role FROM unnest(roles) AS role)
$$;

CREATE OR REPLACE FUNCTION edit_message(
  message_id uuid, editor uuid, editor_roles text[], allowed text[], new_text text, send_limit integer
)
RETURNS TABLE (
  outcome text, retry_after float8, log_end bigint,
  id uuid, seq bigint, room text, sub uuid, username text, guest boolean, text text,
  created_at timestamptz, edited_at timestamptz, deleted_at timestamptz
)
LANGUAGE sql AS $$
  SELECT outcome, retry_after, log_end, id, seq, room, sub, username, guest, text, created_at, edited_at, deleted_at
  FROM edit_message(
    in_general(message_id), editor, editor_roles, of_general(editor_roles), of_general(allowed), new_text, NULL, send_limit
  )
$$;

CREATE OR REPLACE FUNCTION edit_message(message_id uuid, editor uuid, new_text text, send_limit integer)
RETURNS TABLE (outcome text, retry_after float8)
LANGUAGE sql AS $$
  SELECT outcome, retry_after FROM edit_message(message_id, editor, '{account}', '{author}', new_text, send_limit)
$$;

CREATE OR REPLACE FUNCTION remove_message(message_id uuid, remover uuid, remover_roles text[], allowed text[])
RETURNS TABLE (outcome text, author_sub uuid, author_name text)
LANGUAGE sql AS $$
  SELECT outcome, author_sub, author_name
  FROM delete_message(in_general(message_id), remover, remover_roles, of_general(remover_roles), of_general(allowed))
$$;

CREATE OR REPLACE FUNCTION remove_message(message_id uuid, remover uuid, removes_any boolean)
RETURNS TABLE (outcome text, author_sub uuid, author_name text)
LANGUAGE sql AS $$
  SELECT outcome, author_sub, author_name FROM remove_message(
    message_id, remover, CASE WHEN removes_any THEN '{account,admin}'::text[] ELSE '{account}' END, '{author,admin}'
  )
$$;

-- Down Migration

CREATE OR REPLACE FUNCTION edit_message(message_id uuid, editor uuid, new_text text, send_limit integer)
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

CREATE OR REPLACE FUNCTION remove_message(message_id uuid, remover uuid, removes_any boolean)
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

CREATE OR REPLACE FUNCTION edit_message(
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

CREATE OR REPLACE FUNCTION remove_message(message_id uuid, remover uuid, remover_roles text[], allowed text[])
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

CREATE OR REPLACE FUNCTION sweep_cleared(slice integer) RETURNS boolean
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

DROP FUNCTION of_general, in_general, clear_room(text, uuid, text[], text[], text[]),
  delete_message(uuid, uuid, text[], text[], text[]),
  edit_message(uuid, uuid, text[], text[], text[], text, jsonb, integer), find_message,
  store_messages(json, integer, text[], text[]), known_mentions, change_role, leave_all_rooms, remove_member,
  end_membership, add_member, update_room, begin_direct, open_direct, create_room, has_all_rooms, join_room, log_member,
  find_room, grants_in;
