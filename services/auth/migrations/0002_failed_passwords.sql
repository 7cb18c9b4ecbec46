-- Up Migration

-- Failed passwords per name and address, whether or not the name is an account. The key is a keyed hash of both.
-- UNLOGGED: a crash resets the counts.
CREATE UNLOGGED TABLE failed_passwords (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL
);
CREATE INDEX ON failed_passwords (last_at);

-- Addresses, as keyed hashes, where an account has logged in: guesses from elsewhere do not lock it out there.
CREATE TABLE known_places (
  sub uuid NOT NULL REFERENCES people ON DELETE CASCADE,
  place text NOT NULL,
  last_used_at timestamptz NOT NULL,
  PRIMARY KEY (sub, place)
);
CREATE INDEX ON known_places (last_used_at);

-- Down Migration

DROP TABLE known_places, failed_passwords;
