/**
 * The parent process of PostgreSQL. It lives in a process group of its own, so that Ctrl-C reaches the services and not
 * the database, and it stops the server when the supervisor asks or has ended in any way (kill -9 included).
 */
import { execFile, spawn } from 'node:child_process';

export interface GuardedServer {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
  /** Ends the server on platforms without signals. */
  windowsStop: { command: string; args: string[] };
}

/** The services' limit for finishing requests in progress, once the supervisor has ended. */
const STOP_TIMEOUT_MS = 12_000;

const { command, args, windowsStop, ...ids } = JSON.parse(process.argv[2] ?? '') as GuardedServer;
const server = spawn(command, args, { ...ids, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
server.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.once('exit', (code) => process.exit(code ?? 1));

process.once('message', stopNow);
process.once('SIGTERM', stopNow);
process.once('SIGINT', stopNow);
process.once('disconnect', stopWhenUnused);

/** PostgreSQL's smart shutdown: no new connections, and it ends when the last one is closed. */
function stopWhenUnused(): void {
  if (process.platform !== 'win32') server.kill('SIGTERM');
  setTimeout(stopNow, STOP_TIMEOUT_MS);
}

/** PostgreSQL's fast shutdown: open transactions are rolled back, connections closed, the files are consistent. */
function stopNow(): void {
  if (process.platform === 'win32') execFile(windowsStop.command, windowsStop.args);
  else server.kill('SIGINT');
}
