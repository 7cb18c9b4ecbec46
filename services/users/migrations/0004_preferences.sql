-- Up Migration

-- Settings of a client that follow a person to all devices, as in the contract. They go with the profile.
CREATE TABLE preferences (
  sub uuid PRIMARY KEY REFERENCES profiles ON DELETE CASCADE,
  value jsonb NOT NULL
);

-- Replaces the fields that `p_changes` has. It takes no lock that others share, since nobody else sees preferences.
CREATE FUNCTION update_preferences(p_sub uuid, p_username text, p_guest boolean, p_changes jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  updated jsonb;
BEGIN
  INSERT INTO profiles (sub, username, display_name, guest) VALUES (p_sub, p_username, p_username, p_guest)
  ON CONFLICT (sub) DO NOTHING;
  INSERT INTO preferences (sub, value) VALUES (p_sub, p_changes)
  ON CONFLICT (sub) DO UPDATE SET value = preferences.value || excluded.value
  RETURNING value INTO updated;
  PERFORM pg_notify('preferences_changed', p_sub::text);
  RETURN updated;
END $$;

-- Down Migration

DROP FUNCTION update_preferences;
DROP TABLE preferences;
