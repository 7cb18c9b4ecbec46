-- Up Migration

-- A person: a guest, whose row goes with the session, or an account, which has a password.
CREATE TABLE people (
  sub uuid PRIMARY KEY,
  username text NOT NULL,
  name_key text NOT NULL UNIQUE,
  password_hash text,
  -- Until when a guest's name is nobody else's; afterwards it goes to the first who asks.
  held_until timestamptz,
  CHECK ((password_hash IS NULL) = (held_until IS NOT NULL))
);

-- A session that has not ended. Ending one deletes it.
CREATE TABLE sessions (
  sid uuid PRIMARY KEY,
  sub uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  -- Hashes of the refresh tokens that are accepted.
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
