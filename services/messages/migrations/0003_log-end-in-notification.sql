-- Up Migration

/*
 * The notification says how far the log goes now: a replica that is there already need not look. One that knows nothing
 * of it (of the release before) looks all the same. The trigger stays as it is: to replace it would wait for whoever
 * reads the log, a backup for instance, and make all writers wait meanwhile.
 */
CREATE OR REPLACE FUNCTION notify_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messages_log', (SELECT end_seq FROM log WHERE one)::text);
  RETURN NULL;
END $$;

-- Down Migration

CREATE OR REPLACE FUNCTION notify_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messages_log', '');
  RETURN NULL;
END $$;
