-- Up Migration

-- The chat's name, once an administrator has set one. At most one row.
CREATE TABLE about (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  name text NOT NULL
);

-- Down Migration

DROP TABLE about;
