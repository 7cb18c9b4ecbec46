-- Up Migration

-- The display names that people have at user-service, and those they are about to have. All names that nobody else may
-- resemble are in this database, so that one transaction can compare a new one with all of them and take it.
CREATE TABLE display_names (
  sub uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  name text NOT NULL,
  -- The UTS #39 skeletons of its usual spellings.
  skeletons text[] NOT NULL,
  claimed_at timestamptz NOT NULL,
  PRIMARY KEY (sub, name)
);
CREATE INDEX ON display_names USING gin (skeletons);

-- Another person's name or display name that has one of these skeletons. Only a bitmap scan can use the index of
-- skeletons, and the service's connections turn those off.
CREATE FUNCTION find_lookalike(p_skeletons text[], p_name_key text, p_except uuid[], p_now timestamptz) RETURNS text
LANGUAGE sql STABLE SET enable_bitmapscan = on AS $$
  SELECT used.name FROM (
    SELECT people.username AS name, people.* FROM people WHERE people.skeletons && p_skeletons
    UNION ALL
    SELECT display_names.name, people.* FROM display_names JOIN people USING (sub)
    WHERE display_names.skeletons && p_skeletons
  ) AS used
  WHERE name_key <> p_name_key AND sub <> ALL (p_except) AND (held_until IS NULL OR held_until > p_now)
  ORDER BY held_until IS NULL DESC LIMIT 1
$$;

-- Down Migration

DROP FUNCTION find_lookalike;
DROP TABLE display_names;
