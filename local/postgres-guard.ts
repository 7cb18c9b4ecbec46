/**
 * The parent process of PostgreSQL. It lives in a process group of its own, so that Ctrl-C reaches the services and not
 * the database, and it stops the server when the supervisor asks or is gone, however it went (kill -9 included).
 */
import { execFile, spawn } from 'node:child_process';

export interface GuardedServer {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
  /** What ends the server where there are no signals. */
  windowsStop: { command: string; args: string[] };
}

/** The services need this long at most to finish what is under way, once the supervisor is gone. */
const patience = 12_000;

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

/** PostgreSQL's smart shutdown: no new connections, and the end as soon as the last one is closed. */
function stopWhenUnused(): void {
  if (process.platform !== 'win32') server.kill('SIGTERM');
  setTimeout(stopNow, patience);
}

/** PostgreSQL's fast shutdown: open transactions are rolled back, connections closed, the disk is in order. */
function stopNow(): void {
  if (process.platform === 'win32') execFile(windowsStop.command, windowsStop.args);
  else server.kill('SIGINT');
}
