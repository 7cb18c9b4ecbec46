/**
 * libpq's variables (PGHOST, PGSSLMODE, PGOPTIONS, PGDATA, …) in the user's shell concern some other server. The
 * embedded one, its programs and its clients must not use them: PGSSLMODE=require, for example, requires TLS, which it
 * lacks.
 */
const LIBPQ = /^PG[A-Z_]+$/i;

export function withoutLibpqVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !LIBPQ.test(name)));
}

/** For this process and those that it starts. */
export function forgetLibpqVariables(): void {
  for (const name of Object.keys(process.env)) if (LIBPQ.test(name)) Reflect.deleteProperty(process.env, name);
}
