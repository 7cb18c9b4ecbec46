-- Up Migration

-- auth-service compares display names with all names, so nothing here has skeletons any more. Replicas of the previous
-- release keep their functions; they know neither `skeletons` nor `update_profile`.

-- In the order in which their transactions take them, so that none waits for this one in a circle.
SELECT lock_people();
LOCK TABLE profiles, people IN ACCESS EXCLUSIVE MODE;

CREATE OR REPLACE FUNCTION connect(
  p_replica uuid, p_expires_at timestamptz, p_subs uuid[], p_usernames text[], p_guests boolean[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  INSERT INTO connections (replica, sub, expires_at)
  SELECT p_replica, sub, p_expires_at FROM unnest(p_subs) AS sub
  ON CONFLICT (replica, sub) DO UPDATE SET expires_at = excluded.expires_at
    WHERE connections.expires_at <> excluded.expires_at;

  -- The day spares most writes: who is online has no "last seen".
  INSERT INTO profiles (sub, username, display_name, guest)
  SELECT sub, username, username, guest FROM unnest(p_subs, p_usernames, p_guests) AS seen (sub, username, guest)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, guest = excluded.guest, seen_at = excluded.seen_at
    WHERE (profiles.username, profiles.guest) IS DISTINCT FROM (excluded.username, excluded.guest)
      OR profiles.seen_at < now() - interval '1 day';

  INSERT INTO people (sub, username, display_name, guest, online)
  SELECT sub, connecting.username, profiles.display_name, connecting.guest, true
  FROM unnest(p_subs, p_usernames, p_guests) AS connecting (sub, username, guest) JOIN profiles USING (sub)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, display_name = excluded.display_name, guest = excluded.guest, online = true,
    away = people.online AND people.away,
    active_at = CASE WHEN people.online THEN people.active_at ELSE excluded.active_at END,
    seq = excluded.seq, changed_at = excluded.changed_at
    WHERE (people.username, people.display_name, people.guest, people.online)
      IS DISTINCT FROM (excluded.username, excluded.display_name, excluded.guest, true);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

-- Changes the fields that `p_changes` has.
DROP FUNCTION update_profile;
CREATE FUNCTION update_profile(p_sub uuid, p_username text, p_guest boolean, p_changes jsonb)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  INSERT INTO profiles (sub, username, display_name, guest) VALUES (p_sub, p_username, p_username, p_guest)
  ON CONFLICT (sub) DO NOTHING;
  UPDATE profiles SET
    username = p_username,
    guest = p_guest,
    display_name = coalesce(p_changes->>'displayName', display_name),
    title = CASE WHEN p_changes ? 'title' THEN p_changes->>'title' ELSE title END,
    time_zone = CASE WHEN p_changes ? 'timeZone' THEN p_changes->>'timeZone' ELSE time_zone END,
    status = CASE WHEN p_changes ? 'status' THEN nullif(p_changes->'status', 'null') ELSE status END,
    do_not_disturb_until = CASE WHEN p_changes ? 'doNotDisturbUntil'
      THEN (p_changes->>'doNotDisturbUntil')::timestamptz ELSE do_not_disturb_until END,
    show_last_seen = coalesce((p_changes->>'showLastSeen')::boolean, show_last_seen)
  WHERE sub = p_sub;

  UPDATE people SET display_name = profiles.display_name, seq = nextval('people_seq'), changed_at = now()
  FROM profiles WHERE people.sub = p_sub AND profiles.sub = p_sub AND online;
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

-- For replicas of the previous release, which allow only spellings of the person's own name.
CREATE OR REPLACE FUNCTION rename_person(p_sub uuid, p_username text, p_guest boolean, p_display_name text)
RETURNS void LANGUAGE sql AS $$
  SELECT update_profile(p_sub, p_username, p_guest, jsonb_build_object('displayName', p_display_name))
$$;

ALTER TABLE profiles DROP COLUMN skeletons;

-- Down Migration

SELECT lock_people();
LOCK TABLE profiles, people IN ACCESS EXCLUSIVE MODE;

ALTER TABLE profiles ADD COLUMN skeletons text[];
CREATE INDEX ON profiles (sub) WHERE skeletons IS NULL;
CREATE INDEX ON profiles USING gin (skeletons);

CREATE OR REPLACE FUNCTION connect(
  p_replica uuid, p_expires_at timestamptz, p_subs uuid[], p_usernames text[], p_guests boolean[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  INSERT INTO connections (replica, sub, expires_at)
  SELECT p_replica, sub, p_expires_at FROM unnest(p_subs) AS sub
  ON CONFLICT (replica, sub) DO UPDATE SET expires_at = excluded.expires_at
    WHERE connections.expires_at <> excluded.expires_at;

  -- The day spares most writes: who is online has no "last seen", and a guest's month only has to be told from a day.
  INSERT INTO profiles (sub, username, display_name, guest)
  SELECT sub, username, username, guest FROM unnest(p_subs, p_usernames, p_guests) AS seen (sub, username, guest)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, guest = excluded.guest, seen_at = excluded.seen_at,
    skeletons = CASE WHEN profiles.username = excluded.username THEN profiles.skeletons END
    WHERE (profiles.username, profiles.guest) IS DISTINCT FROM (excluded.username, excluded.guest)
      OR profiles.seen_at < now() - interval '1 day';

  INSERT INTO people (sub, username, display_name, guest, online)
  SELECT sub, connecting.username, profiles.display_name, connecting.guest, true
  FROM unnest(p_subs, p_usernames, p_guests) AS connecting (sub, username, guest) JOIN profiles USING (sub)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, display_name = excluded.display_name, guest = excluded.guest, online = true,
    away = people.online AND people.away,
    active_at = CASE WHEN people.online THEN people.active_at ELSE excluded.active_at END,
    seq = excluded.seq, changed_at = excluded.changed_at
    WHERE (people.username, people.display_name, people.guest, people.online)
      IS DISTINCT FROM (excluded.username, excluded.display_name, excluded.guest, true);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

DROP FUNCTION update_profile;
CREATE FUNCTION update_profile(
  p_sub uuid, p_username text, p_guest boolean, p_changes jsonb, p_looks text[], p_skeletons text[],
  OUT problem text, OUT other_name text
) LANGUAGE plpgsql SET enable_bitmapscan = on AS $$
BEGIN
  PERFORM lock_people();
  IF p_looks IS NOT NULL THEN
    IF EXISTS (SELECT FROM profiles WHERE skeletons IS NULL AND sub <> p_sub) THEN
      problem := 'unknown';
      RETURN;
    END IF;
    -- A guest who left is somebody else when they come back, so their name is free again.
    SELECT coalesce(username, display_name) INTO other_name FROM profiles
    WHERE skeletons && p_looks AND sub <> p_sub AND (
      NOT guest OR seen_at > now() - interval '15 minutes'
      OR EXISTS (SELECT FROM people WHERE people.sub = profiles.sub AND online))
    LIMIT 1;
    IF FOUND THEN
      problem := 'taken';
      RETURN;
    END IF;
  END IF;

  INSERT INTO profiles (sub, username, display_name, guest) VALUES (p_sub, p_username, p_username, p_guest)
  ON CONFLICT (sub) DO NOTHING;
  UPDATE profiles SET
    username = p_username,
    guest = p_guest,
    display_name = coalesce(p_changes->>'displayName', display_name),
    skeletons = CASE WHEN p_changes ? 'displayName' THEN p_skeletons ELSE skeletons END,
    title = CASE WHEN p_changes ? 'title' THEN p_changes->>'title' ELSE title END,
    time_zone = CASE WHEN p_changes ? 'timeZone' THEN p_changes->>'timeZone' ELSE time_zone END,
    status = CASE WHEN p_changes ? 'status' THEN nullif(p_changes->'status', 'null') ELSE status END,
    do_not_disturb_until = CASE WHEN p_changes ? 'doNotDisturbUntil'
      THEN (p_changes->>'doNotDisturbUntil')::timestamptz ELSE do_not_disturb_until END,
    show_last_seen = coalesce((p_changes->>'showLastSeen')::boolean, show_last_seen)
  WHERE sub = p_sub;

  UPDATE people SET display_name = profiles.display_name, seq = nextval('people_seq'), changed_at = now()
  FROM profiles WHERE people.sub = p_sub AND profiles.sub = p_sub AND online;
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

CREATE OR REPLACE FUNCTION rename_person(p_sub uuid, p_username text, p_guest boolean, p_display_name text)
RETURNS void LANGUAGE sql AS $$
  SELECT update_profile(p_sub, p_username, p_guest, jsonb_build_object('displayName', p_display_name), NULL, NULL)
$$;
