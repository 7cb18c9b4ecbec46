-- Up Migration

-- What a name looks like: the skeletons of UTS #39 of its usual spellings. Two names that have one in common look alike.
-- NULL: added before this migration, or by a replica of the release before; the service fills it in.
ALTER TABLE people ADD COLUMN skeletons text[];
CREATE INDEX ON people USING gin (skeletons);
CREATE INDEX ON people (sub) WHERE skeletons IS NULL;

-- Down Migration

ALTER TABLE people DROP COLUMN skeletons;
