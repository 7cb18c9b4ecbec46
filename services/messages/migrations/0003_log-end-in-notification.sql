-- Up Migration

/*
 * The notification says how far the log goes now: a replica that is there already need not look. One that knows nothing
 * of it (of the release before) looks all the same.
 */
CREATE OR REPLACE FUNCTION notify_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messages_log', NEW.end_seq::text);
  RETURN NULL;
END $$;

DROP TRIGGER notify_log ON log;
CREATE TRIGGER notify_log AFTER UPDATE ON log FOR EACH ROW EXECUTE FUNCTION notify_log();

-- Down Migration

DROP TRIGGER notify_log ON log;
CREATE OR REPLACE FUNCTION notify_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messages_log', '');
  RETURN NULL;
END $$;
CREATE TRIGGER notify_log AFTER UPDATE ON log FOR EACH STATEMENT EXECUTE FUNCTION notify_log();
