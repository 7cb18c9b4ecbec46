-- Up Migration

-- The audit log's lines of 30 days, for administrators. Logs keep them too.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  entry jsonb NOT NULL
);
CREATE INDEX ON audit_log (at);

-- Down Migration

DROP TABLE audit_log;
