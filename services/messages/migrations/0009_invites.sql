-- Up Migration

/* Links by which people join a room. Only a hash of the code is stored: a copy of the database lets nobody join. */
CREATE TABLE invites (
  id uuid PRIMARY KEY,
  -- SHA-256: the code is random and long, so nobody can guess it from the hash.
  code_hash bytea NOT NULL UNIQUE,
  room text NOT NULL,
  -- What somebody becomes who logs in with it. Accounts are made by administrators' invites alone.
  makes text NOT NULL CHECK (makes IN ('guest', 'account')),
  created_by uuid NOT NULL,
  creator_name text NOT NULL,
  created_at timestamptz NOT NULL,
  -- The log's end at that time: who was removed later does not come back with it.
  created_seq bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  -- NULL: no limit.
  max_uses integer,
  uses integer NOT NULL DEFAULT 0
);

CREATE INDEX invites_by_room ON invites (room, created_at);
CREATE INDEX invites_by_end ON invites (expires_at);

/* Who has joined with an invite: a person who leaves and comes back is one use. */
CREATE TABLE invite_uses (
  invite uuid NOT NULL REFERENCES invites ON DELETE CASCADE,
  sub uuid NOT NULL,
  PRIMARY KEY (invite, sub)
);

/*
 * The invites of whoever leaves or is removed end, so that the code that this person keeps lets nobody in, and in private
 * rooms those of whoever no longer owns it.
 */
CREATE FUNCTION end_invites() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM invites WHERE room = OLD.room AND created_by = OLD.sub;
  RETURN NULL;
END $$;

CREATE TRIGGER end_invites_of_former_members AFTER DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION end_invites();

CREATE FUNCTION end_invites_of_former_owner() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM invites USING chat_rooms
  WHERE invites.room = OLD.room AND invites.created_by = OLD.sub AND chat_rooms.id = OLD.room AND chat_rooms.kind = 'private';
  RETURN NULL;
END $$;

CREATE TRIGGER end_invites_of_former_owners AFTER UPDATE OF role ON memberships
FOR EACH ROW WHEN (OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION end_invites_of_former_owner();

/*
 * Creates an invite: created, unknown, forbidden, archived or limit (the room has `max_invites` that have not expired).
 * Deletes some invites that expired long ago, of any room; until then whoever has the link is told that it expired.
 */
CREATE FUNCTION create_invite(
  room_id text, actor uuid, actor_roles text[], finders text[], allowed text[],
  invite_id uuid, hash bytea, made text, actor_name text, lifetime_s integer, use_limit integer, max_invites integer
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  found_room record;
  now_at timestamptz;
BEGIN
  PERFORM lock_log();
  SELECT * INTO found_room FROM find_room(room_id, actor, actor_roles);
  IF NOT FOUND OR NOT found_room.grants && finders THEN RETURN 'unknown'; END IF;
  IF NOT found_room.grants && allowed THEN RETURN 'forbidden'; END IF;
  IF found_room.archived THEN RETURN 'archived'; END IF;
  now_at := clock_timestamp();
  DELETE FROM invites WHERE id IN (
    SELECT id FROM invites WHERE expires_at < now_at - interval '30 days' ORDER BY expires_at LIMIT 100
    FOR UPDATE SKIP LOCKED
  );
  IF (SELECT count(*) >= max_invites FROM invites WHERE room = room_id AND expires_at > now_at) THEN
    RETURN 'limit';
  END IF;
  INSERT INTO invites (
    id, code_hash, room, makes, created_by, creator_name, created_at, created_seq, expires_at, max_uses
  )
  SELECT
    invite_id, hash, room_id, made, actor, actor_name, now_at, end_seq, now_at + make_interval(secs => lifetime_s), use_limit
  FROM log WHERE one;
  RETURN 'created';
END $$;

/*
 * Whether a person may join by an invite: valid, member (is one already), expired, used-up, archived or removed (by
 * somebody else, since the invite was created). Whoever was counted as a use before is not counted again. A row of
 * `general` is no membership. NULL: somebody who is not logged in.
 */
CREATE FUNCTION invite_state(invite invites, person uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN invite.room <> 'general' AND EXISTS (
      SELECT FROM memberships AS m WHERE m.sub = person AND m.room = invite.room
    ) THEN 'member'
    WHEN invite.expires_at <= clock_timestamp() THEN 'expired'
    WHEN EXISTS (
      SELECT FROM membership_events AS change JOIN events ON events.seq = change.seq
      WHERE change.sub = person AND change.seq > invite.created_seq AND change.room = invite.room
        AND change.by_sub <> person AND events.type::text = 'member-left'
    ) THEN 'removed'
    WHEN invite.uses >= invite.max_uses AND NOT EXISTS (
      SELECT FROM invite_uses AS used WHERE used.invite = invite.id AND used.sub = person
    ) THEN 'used-up'
    WHEN (SELECT archived_at IS NOT NULL FROM chat_rooms AS r WHERE r.id = invite.room) THEN 'archived'
    ELSE 'valid'
  END
$$;

/*
 * Joins the room of an invite, whose role nobody has to give: joined, a state of invite_state, unknown, full (the room) or
 * limit (the person is in as many rooms as one may be). A code that does not exist takes no lock. In `general` everybody
 * is already: an account is counted as a use, and nothing else changes.
 */
CREATE FUNCTION accept_invite(
  hash bytea, person uuid, person_name text, person_guest boolean, max_members integer, max_rooms integer
) RETURNS TABLE (outcome text, room text, invite_id uuid) LANGUAGE plpgsql AS $$
DECLARE
  invite invites;
BEGIN
  outcome := 'unknown';
  IF NOT EXISTS (SELECT FROM invites AS i WHERE i.code_hash = hash) THEN RETURN NEXT; RETURN; END IF;
  PERFORM lock_log();
  SELECT i.* INTO invite FROM invites AS i WHERE i.code_hash = hash FOR UPDATE;
  IF NOT FOUND THEN RETURN NEXT; RETURN; END IF;
  room := invite.room;
  invite_id := invite.id;
  outcome := invite_state(invite, person);
  IF outcome = 'valid' THEN
    outcome := CASE
      WHEN room = 'general' AND (person_guest OR EXISTS (
        SELECT FROM invite_uses AS used WHERE used.invite = invite_id AND used.sub = person
      )) THEN 'member'
      WHEN room = 'general' THEN 'joined'
      WHEN (SELECT count(*) >= max_members FROM memberships AS m WHERE m.room = invite.room) THEN 'full'
      WHEN has_all_rooms(person, max_rooms) THEN 'limit'
      ELSE 'joined'
    END;
  END IF;
  IF outcome = 'joined' THEN
    IF room <> 'general' THEN
      PERFORM join_room(room, person, person_name, person_guest, 'member', 'mentions', person);
    END IF;
    INSERT INTO invite_uses (invite, sub) VALUES (invite_id, person) ON CONFLICT DO NOTHING;
    IF FOUND THEN UPDATE invites AS i SET uses = i.uses + 1 WHERE i.id = invite_id; END IF;
  END IF;
  RETURN NEXT;
END $$;

-- Down Migration

DROP FUNCTION accept_invite, invite_state, create_invite;
DROP TRIGGER end_invites_of_former_owners ON memberships;
DROP TRIGGER end_invites_of_former_members ON memberships;
DROP FUNCTION end_invites_of_former_owner, end_invites;
DROP TABLE invite_uses, invites;
