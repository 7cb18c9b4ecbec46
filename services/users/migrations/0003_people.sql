-- Up Migration

-- `profiles` becomes the durable list of everybody who has been online, with how they are shown. `people` remains who is
-- online now. Replicas of the previous release run beside the new ones during an update: they keep their functions,
-- whose bodies here write the new columns too, and a display name that equals the name means the same to them as none.

-- In the order in which their transactions take them, so that none waits for this one in a circle.
SELECT lock_people();
LOCK TABLE profiles, people IN ACCESS EXCLUSIVE MODE;

ALTER TABLE profiles
  -- NULL: stored before this migration, and not online since.
  ADD COLUMN username text,
  ADD COLUMN title text,
  ADD COLUMN time_zone text,
  -- As in the contract.
  ADD COLUMN status jsonb,
  ADD COLUMN do_not_disturb_until timestamptz,
  ADD COLUMN show_last_seen boolean NOT NULL DEFAULT true,
  -- The UTS #39 skeletons of the name and of the display name. Names that share one are confusable. NULL: the service
  -- fills it in, since the database cannot compute it.
  ADD COLUMN skeletons text[];

ALTER TABLE people
  -- Who has been idle for long. It is stored, so that all replicas agree.
  ADD COLUMN away boolean NOT NULL DEFAULT false,
  ADD COLUMN active_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX ON people (active_at) WHERE online AND NOT away;

INSERT INTO profiles (sub, username, display_name, guest, seen_at)
SELECT sub, username, display_name, guest, changed_at FROM people
ON CONFLICT (sub) DO UPDATE SET username = excluded.username;

-- How texts are searched and sorted: in lower case, without accents, in one form.
CREATE FUNCTION search_form(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;

-- The prefix keeps cursors short: normalization makes up to 18 characters of one.
ALTER TABLE profiles
  ADD COLUMN sort_key text NOT NULL GENERATED ALWAYS AS (left(search_form(display_name), 32)) STORED,
  ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (
    search_form(coalesce(username, '') || E'\n' || display_name || E'\n' || coalesce(title, ''))
  ) STORED;

CREATE INDEX ON profiles (sort_key, sub);
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

CREATE OR REPLACE FUNCTION mark_offline(p_subs uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone uuid[];
BEGIN
  WITH changed AS (
    UPDATE people SET online = false, seq = nextval('people_seq'), changed_at = now()
    WHERE sub = ANY (p_subs) AND online AND NOT EXISTS (SELECT FROM connections WHERE connections.sub = people.sub)
    RETURNING sub
  )
  SELECT array_agg(sub) INTO gone FROM changed;
  IF gone IS NULL THEN RETURN; END IF;
  UPDATE profiles SET seen_at = now() WHERE sub = ANY (gone);
  PERFORM pg_notify('presence_changed', '');
END $$;

-- Marks who has been idle for this long as away.
CREATE FUNCTION mark_away(p_idle interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Most calls find nobody, and then wait for nobody.
  IF NOT EXISTS (SELECT FROM people WHERE online AND NOT away AND active_at < now() - p_idle) THEN RETURN; END IF;
  PERFORM lock_people();
  UPDATE people SET away = true, seq = nextval('people_seq')
  WHERE online AND NOT away AND active_at < now() - p_idle;
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

-- Somebody who is online is active. Only the end of being away is a change that others see.
CREATE FUNCTION renew_activity(p_sub uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- The half minute spares most writes: it only has to be told from ten.
  UPDATE people SET active_at = now()
  WHERE sub = p_sub AND online AND NOT away AND active_at < now() - interval '30 seconds';
  IF FOUND OR NOT EXISTS (SELECT FROM people WHERE sub = p_sub AND online AND away) THEN RETURN; END IF;
  PERFORM lock_people();
  UPDATE people SET away = false, active_at = now(), seq = nextval('people_seq')
  WHERE sub = p_sub AND online AND away;
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

-- Changes the fields that `p_changes` has. `p_looks` are the skeletons of a display name that is not a spelling of the
-- person's own name: it must share none with another person. `p_skeletons` are those of both names from then on.
-- Returns what prevented it: 'unknown' if somebody's skeletons are missing, 'taken' with the other name otherwise.
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

-- For replicas of the previous release, which allow only spellings of the person's own name.
CREATE OR REPLACE FUNCTION rename_person(p_sub uuid, p_username text, p_guest boolean, p_display_name text)
RETURNS void LANGUAGE sql AS $$
  SELECT update_profile(p_sub, p_username, p_guest, jsonb_build_object('displayName', p_display_name), NULL, NULL)
$$;

-- Down Migration

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

  -- The day spares most writes: it only has to be told from a month.
  UPDATE profiles SET seen_at = now(), guest = seen.guest
  FROM unnest(p_subs, p_guests) AS seen (sub, guest)
  WHERE profiles.sub = seen.sub AND (profiles.guest <> seen.guest OR profiles.seen_at < now() - interval '1 day');

  INSERT INTO people (sub, username, display_name, guest, online)
  SELECT sub, connecting.username, coalesce(profiles.display_name, connecting.username), connecting.guest, true
  FROM unnest(p_subs, p_usernames, p_guests) AS connecting (sub, username, guest) LEFT JOIN profiles USING (sub)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, display_name = excluded.display_name, guest = excluded.guest, online = true,
    seq = excluded.seq, changed_at = excluded.changed_at
    WHERE (people.username, people.display_name, people.guest, people.online)
      IS DISTINCT FROM (excluded.username, excluded.display_name, excluded.guest, true);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

CREATE OR REPLACE FUNCTION mark_offline(p_subs uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE people SET online = false, seq = nextval('people_seq'), changed_at = now()
  WHERE sub = ANY (p_subs) AND online AND NOT EXISTS (SELECT FROM connections WHERE connections.sub = people.sub);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

CREATE OR REPLACE FUNCTION rename_person(p_sub uuid, p_username text, p_guest boolean, p_display_name text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  IF p_display_name = p_username THEN
    DELETE FROM profiles WHERE sub = p_sub;
  ELSE
    INSERT INTO profiles (sub, display_name, guest) VALUES (p_sub, p_display_name, p_guest)
    ON CONFLICT (sub) DO UPDATE SET
      display_name = excluded.display_name, guest = excluded.guest, seen_at = excluded.seen_at;
  END IF;
  UPDATE people SET display_name = p_display_name, seq = nextval('people_seq'), changed_at = now()
  WHERE sub = p_sub AND online AND display_name <> p_display_name;
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

DROP FUNCTION update_profile, renew_activity, mark_away;
ALTER TABLE people DROP COLUMN away, DROP COLUMN active_at;
DELETE FROM profiles WHERE display_name = username;
ALTER TABLE profiles
  DROP COLUMN search_text,
  DROP COLUMN sort_key,
  DROP COLUMN username,
  DROP COLUMN title,
  DROP COLUMN time_zone,
  DROP COLUMN status,
  DROP COLUMN do_not_disturb_until,
  DROP COLUMN show_last_seen,
  DROP COLUMN skeletons;
DROP FUNCTION search_form;
