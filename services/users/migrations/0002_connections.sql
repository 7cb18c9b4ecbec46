-- Up Migration

-- The tables and functions of presence get the names of the field. Replicas of the previous release run beside the new
-- ones during an update and use the old names, so these stay for one release: the functions as wrappers, the tables as
-- views. Both views can be updated: PostgreSQL turns the previous release's INSERT … ON CONFLICT and UPDATE into the
-- same on the table. Its heartbeat also reads `xmax`, to find out whether it inserted; a table always has that column,
-- a view only if it is listed.

-- In the order in which statements of the previous release take them, so that none waits for this one in a circle.
LOCK TABLE holds, leases IN ACCESS EXCLUSIVE MODE;

ALTER TABLE leases RENAME TO replica_heartbeats;
ALTER TABLE replica_heartbeats RENAME COLUMN id TO replica;
ALTER TABLE holds RENAME TO connections;
ALTER TABLE connections RENAME COLUMN lease TO replica;

CREATE VIEW leases AS SELECT replica AS id, renewed_at, xmax FROM replica_heartbeats;
CREATE VIEW holds AS SELECT replica AS lease, sub, expires_at FROM connections;

CREATE FUNCTION connect(p_replica uuid, p_expires_at timestamptz, p_subs uuid[], p_usernames text[], p_guests boolean[])
RETURNS void LANGUAGE plpgsql AS $$
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

-- Marks users without connections as offline. Call it with the lock held.
CREATE FUNCTION mark_offline(p_subs uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE people SET online = false, seq = nextval('people_seq'), changed_at = now()
  WHERE sub = ANY (p_subs) AND online AND NOT EXISTS (SELECT FROM connections WHERE connections.sub = people.sub);
  IF FOUND THEN PERFORM pg_notify('presence_changed', ''); END IF;
END $$;

CREATE FUNCTION disconnect(p_replica uuid, p_sub uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_people();
  DELETE FROM connections WHERE replica = p_replica AND sub = p_sub;
  PERFORM mark_offline(ARRAY[p_sub]);
END $$;

-- Removes expired connections, and those of replicas that have sent no heartbeat for this long.
CREATE FUNCTION remove_expired_connections(p_timeout interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  dead uuid[];
  gone uuid[];
BEGIN
  -- Most calls find nothing, and then wait for nobody.
  IF NOT EXISTS (SELECT FROM connections WHERE expires_at < now())
    AND NOT EXISTS (SELECT FROM replica_heartbeats WHERE renewed_at < now() - p_timeout) THEN RETURN; END IF;
  PERFORM lock_people();
  -- Locked, so that a replica whose heartbeat arrives now either keeps its rows or sees that it lost them.
  dead := ARRAY(
    SELECT replica FROM replica_heartbeats WHERE renewed_at < now() - p_timeout FOR UPDATE SKIP LOCKED
  );
  WITH removed AS (DELETE FROM connections WHERE expires_at < now() OR replica = ANY (dead) RETURNING sub)
  SELECT array_agg(sub) INTO gone FROM removed;
  DELETE FROM replica_heartbeats WHERE replica = ANY (dead);
  PERFORM mark_offline(gone);
END $$;

CREATE OR REPLACE FUNCTION come(
  p_lease uuid, p_expires_at timestamptz, p_subs uuid[], p_usernames text[], p_guests boolean[]
) RETURNS void LANGUAGE sql AS $$ SELECT connect(p_lease, p_expires_at, p_subs, p_usernames, p_guests) $$;

CREATE OR REPLACE FUNCTION settle(p_subs uuid[]) RETURNS void LANGUAGE sql AS $$ SELECT mark_offline(p_subs) $$;

CREATE OR REPLACE FUNCTION leave(p_lease uuid, p_sub uuid) RETURNS void LANGUAGE sql AS $$
  SELECT disconnect(p_lease, p_sub)
$$;

CREATE OR REPLACE FUNCTION sweep(p_lease_time interval) RETURNS void LANGUAGE sql AS $$
  SELECT remove_expired_connections(p_lease_time)
$$;

-- Down Migration

LOCK TABLE connections, replica_heartbeats IN ACCESS EXCLUSIVE MODE;
DROP VIEW leases, holds;
DROP FUNCTION come, leave, settle, sweep, connect, disconnect, mark_offline, remove_expired_connections;
ALTER TABLE replica_heartbeats RENAME COLUMN replica TO id;
ALTER TABLE replica_heartbeats RENAME TO leases;
ALTER TABLE connections RENAME COLUMN replica TO lease;
ALTER TABLE connections RENAME TO holds;

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
