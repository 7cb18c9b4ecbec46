-- Up Migration

/*
 * The notification contains the log's end, so that a replica that has read up to it need not query. A replica of the
 * previous release ignores it and queries. The trigger is unchanged: replacing it would wait for readers of the log, such
 * as a backup, and block all writers meanwhile.
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
