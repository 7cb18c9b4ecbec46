/**
 * libpq's variables (PGHOST, PGSSLMODE, PGOPTIONS, PGDATA, …), as a shell has them, are about some other server. The
 * embedded one, its programs and its clients must not see them: PGSSLMODE=require asks for what it does not have.
 */
const LIBPQ = /^PG[A-Z_]+$/i;

export function withoutLibpqVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !LIBPQ.test(name)));
}

/** For this process and those that it starts. */
export function forgetLibpqVariables(): void {
  for (const name of Object.keys(process.env)) if (LIBPQ.test(name)) Reflect.deleteProperty(process.env, name);
}
