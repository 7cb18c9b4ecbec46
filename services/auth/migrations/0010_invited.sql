-- Up Migration

-- The invite by which a person came: of a guest who is in the rooms of invites only, or of an account that it made.
ALTER TABLE people ADD COLUMN invite uuid;
CREATE INDEX ON people (invite) WHERE invite IS NOT NULL;

-- Down Migration

ALTER TABLE people DROP COLUMN invite;
