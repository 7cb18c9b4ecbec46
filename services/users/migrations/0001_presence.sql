-- Up Migration

CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, window_start timestamptz NOT NULL, count integer NOT NULL);

-- A replica lives as long as it renews its lease.
CREATE TABLE leases (
  id uuid PRIMARY KEY,
  renewed_at timestamptz NOT NULL DEFAULT now()
);
-- Users who poll depend on no replica: their holds have a lease that never expires.
INSERT INTO leases VALUES ('00000000-0000-0000-0000-000000000000', 'infinity');

-- Why a user is online: streams at a replica, or polling. One row per reason, regardless of tabs and devices.
CREATE TABLE holds (
  lease uuid NOT NULL REFERENCES leases,
  sub uuid NOT NULL,
  -- 'infinity' while a stream is open.
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (lease, sub)
);
CREATE INDEX ON holds (sub);
CREATE INDEX ON holds (expires_at);

-- Online users and, for a while, those who went offline. Every change gives a row the next number, so a replica reads
-- changes by `seq > cursor`; since rows hold the state and not the change, reading late loses nothing.
CREATE SEQUENCE people_seq;
CREATE TABLE people (
  sub uuid PRIMARY KEY,
  username text NOT NULL,
  display_name text NOT NULL,
  guest boolean NOT NULL,
  online boolean NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('people_seq'),
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX ON people (seq);
CREATE INDEX ON people (changed_at) WHERE NOT online;

-- Display names that differ from the user name.
CREATE TABLE profiles (
  sub uuid PRIMARY KEY,
  display_name text NOT NULL,
  guest boolean NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON profiles (seen_at) WHERE guest;

-- Every change of `people` takes this lock first and holds it until the commit, which makes commit order equal number
-- order: otherwise a reader whose cursor is 10 could permanently miss 9.
CREATE FUNCTION lock_people() RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtext('chat'), hashtext('users.people'))
$$;

CREATE FUNCTION come(p_lease uuid, p_expires_at timestamptz, p_subs uuid[], p_usernames text[], p_guests boolean[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  INSERT INTO holds (lease, sub, expires_at)
  SELECT p_lease, sub, p_expires_at FROM unnest(p_subs) AS sub
  ON CONFLICT (lease, sub) DO UPDATE SET expires_at = excluded.expires_at
    WHERE holds.expires_at <> excluded.expires_at;

  -- The day spares most writes: it only has to be told from a month.
  UPDATE profiles SET seen_at = now(), guest = seen.guest
  FROM unnest(p_subs, p_guests) AS seen (sub, guest)
  WHERE profiles.sub = seen.sub AND (profiles.guest <> seen.guest OR profiles.seen_at < now() - interval '1 day');

  INSERT INTO people (sub, username, display_name, guest, online)
  SELECT sub, coming.username, coalesce(profiles.display_name, coming.username), coming.guest, true
  FROM unnest(p_subs, p_usernames, p_guests) AS coming (sub, username, guest) LEFT JOIN profiles USING (sub)
  ON CONFLICT (sub) DO UPDATE SET
    username = excluded.username, display_name = excluded.display_name, guest = excluded.guest, online = true,
    seq = excluded.seq, changed_at = excluded.changed_at
    WHERE (people.username, people.display_name, people.guest, people.online)
      IS DISTINCT FROM (excluded.username, excluded.display_name, excluded.guest, true);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

-- Marks users without holds as offline. Call it with the lock held.
CREATE FUNCTION settle(p_subs uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE people SET online = false, seq = nextval('people_seq'), changed_at = now()
  WHERE sub = ANY (p_subs) AND online AND NOT EXISTS (SELECT FROM holds WHERE holds.sub = people.sub);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

CREATE FUNCTION leave(p_lease uuid, p_sub uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  DELETE FROM holds WHERE lease = p_lease AND sub = p_sub;
  PERFORM settle(ARRAY[p_sub]);
END $$;

-- Removes expired holds, and those of replicas that have not renewed their lease for this long.
CREATE FUNCTION sweep(p_lease_time interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  dead uuid[];
  gone uuid[];
BEGIN
  -- Most sweeps find nothing, and then wait for nobody.
  IF NOT EXISTS (SELECT FROM holds WHERE expires_at < now())
    AND NOT EXISTS (SELECT FROM leases WHERE renewed_at < now() - p_lease_time) THEN RETURN; END IF;
  PERFORM lock_people();
  -- Locked, so that a replica that renews at this moment either keeps its rows or sees that it lost them.
  dead := ARRAY(SELECT id FROM leases WHERE renewed_at < now() - p_lease_time FOR UPDATE SKIP LOCKED);
  WITH removed AS (DELETE FROM holds WHERE expires_at < now() OR lease = ANY (dead) RETURNING sub)
  SELECT array_agg(sub) INTO gone FROM removed;
  DELETE FROM leases WHERE id = ANY (dead);
  PERFORM settle(gone);
END $$;

CREATE FUNCTION rename_person(p_sub uuid, p_username text, p_guest boolean, p_display_name text)
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

-- Down Migration

DROP FUNCTION rename_person, sweep, leave, settle, come, lock_people;
DROP TABLE profiles, people, holds, leases, rate_limits;
DROP SEQUENCE people_seq;
