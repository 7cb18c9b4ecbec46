-- Up Migration

-- The UTS #39 skeletons of a name's usual spellings. Two names that share one are confusable. NULL: added before this
-- migration or by a replica of the previous release; the service fills it in.
ALTER TABLE people ADD COLUMN skeletons text[];
CREATE INDEX ON people USING gin (skeletons);
CREATE INDEX ON people (sub) WHERE skeletons IS NULL;

-- Down Migration

ALTER TABLE people DROP COLUMN skeletons;
