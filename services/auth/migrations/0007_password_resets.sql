-- Up Migration

-- The newest one-time link for a new password per account, as a hash of its code. It is valid while the password's
-- digest is the same, so that any change of the password, by whichever release, ends it.
CREATE TABLE password_resets (
  sub uuid PRIMARY KEY REFERENCES people ON DELETE CASCADE,
  code_hash text NOT NULL UNIQUE,
  password_digest text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Down Migration

DROP TABLE password_resets;
