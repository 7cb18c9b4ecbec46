/** A shell's settings for another PostgreSQL server; none may affect the embedded one. */
export const anotherServer = {
  PGHOST: '192.0.2.1',
  PGPORT: '1',
  PGUSER: 'nobody',
  PGPASSWORD: 'wrong',
  PGDATABASE: 'nothing',
  PGSSLMODE: 'require',
  PGOPTIONS: '-c no_such_setting=1',
  PGCLIENTENCODING: 'LATIN1',
  PGDATA: '/nowhere',
};
