-- Up Migration

/*
 * A disabled account keeps its password in disabled_hash; password_hash is then the hash of a random password, so that a
 * replica of the previous release, which does not know the columns, refuses the login too. A deleted account keeps its
 * row without a password: its messages stay, and nobody else may take the name and impersonate their author.
 */
ALTER TABLE people
  ADD COLUMN disabled_at timestamptz,
  ADD COLUMN disabled_hash text,
  ADD COLUMN deleted_at timestamptz;

-- Down Migration

UPDATE people SET password_hash = disabled_hash WHERE disabled_hash IS NOT NULL;
ALTER TABLE people DROP COLUMN disabled_at, DROP COLUMN disabled_hash, DROP COLUMN deleted_at;
