-- Up Migration

-- A person: a guest, whose row is deleted with the session, or an account, which has a password.
CREATE TABLE people (
  sub uuid PRIMARY KEY,
  username text NOT NULL,
  name_key text NOT NULL UNIQUE,
  password_hash text,
  -- Until when a guest's name is reserved; afterwards anyone may take it.
  held_until timestamptz,
  CHECK ((password_hash IS NULL) = (held_until IS NOT NULL))
);

-- Active sessions. Ending one deletes its row.
CREATE TABLE sessions (
  sid uuid PRIMARY KEY,
  sub uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  -- Hashes of the valid refresh tokens.
  rotation jsonb NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX ON sessions (sub);
CREATE INDEX ON sessions (expires_at);

CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, window_start timestamptz NOT NULL, count integer NOT NULL);

-- Down Migration

DROP TABLE rate_limits, sessions, people;
