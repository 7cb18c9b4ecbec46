-- Up Migration

-- Made an administrator by another one or at the first start; names in the setting ADMINS are administrators without it.
ALTER TABLE people ADD COLUMN administrator boolean NOT NULL DEFAULT false;
CREATE INDEX ON people (name_key) WHERE administrator;

-- The one-time link that makes the first administrator: the newest one, as a hash of its code. At most one row.
CREATE TABLE setup_link (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  code_hash text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Down Migration

DROP TABLE setup_link;
ALTER TABLE people DROP COLUMN administrator;
