/**
 * PostgreSQL refuses to run as root. If `npm start` runs as root, this finds out how to run it as another user without
 * creating one: as the user who called sudo, or as one of the system's own users.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../services/shared/environment.ts';

export interface Runner {
  /** The owner of the server's files; undefined: the current user. */
  owner?: { uid: number; gid: number };
  /** The command that runs `command` as that user. */
  wrap(command: string, args: string[]): { command: string; args: string[]; uid?: number; gid?: number };
}

/** Finds how to run programs in `programFolder` on the data in `dataFolder`, which may not exist yet. */
export function unprivilegedRunner(dataFolder: string, programFolder: string): Runner {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }) };
  const owner = ownerOf(dataFolder) ?? findOwner();
  const closed = [path.dirname(dataFolder), programFolder]
    .flatMap(ancestors)
    .find((folder) => !isSearchable(folder, owner));
  if (closed === undefined) return { owner, wrap: (command, args) => ({ command, args, ...owner }) };
  if (process.platform !== 'linux') throw unreachable(closed);
  return { owner, wrap: (command, args) => withSetpriv(owner, command, args, closed) };
}

/**
 * Below a folder that only root can enter (a checkout in root's home) the server keeps one of root's capabilities, the
 * one to traverse folders. Its system calls, including `access`, respect it only if changing the user does not drop it.
 */
function withSetpriv(owner: { uid: number; gid: number }, command: string, args: string[], closed: string) {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => statSync(file, { throwIfNoEntry: false }));
  if (setpriv === undefined) throw unreachable(closed);
  const capability = folderCapability();
  return {
    command: setpriv,
    args: [
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      '--clear-groups',
      '--securebits=+no_setuid_fixup',
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=+${capability}`,
      command,
      ...args,
    ],
  };
}

/** A container often has only the stronger of the two. */
function folderCapability(): string {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const dacReadSearch = 1n << 2n;
  return (BigInt(`0x${bounding}`) & dacReadSearch) === 0n ? 'dac_override' : 'dac_read_search';
}

/** Data created by another user's `npm start` stays theirs. */
function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid };
}

function findOwner(): { uid: number; gid: number } {
  const { SUDO_UID, SUDO_GID } = process.env;
  if (Number(SUDO_UID) > 0 && Number(SUDO_GID) > 0) return { uid: Number(SUDO_UID), gid: Number(SUDO_GID) };
  for (const name of ['postgres', '_postgres', 'nobody']) {
    try {
      return { uid: systemId('-u', name), gid: systemId('-g', name) };
    } catch {
      // There is no such user here: try the next one.
    }
  }
  throw new ConfigError(
    'PostgreSQL does not run as root, and this system has no user "nobody": start as another user.',
  );
}

function systemId(option: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [option, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...ancestors(parent), folder];
}

function isSearchable(folder: string, { uid, gid }: { uid: number; gid: number }): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
  return ((stat.mode >> shift) & 1) === 1;
}

function unreachable(folder: string): ConfigError {
  return new ConfigError(
    `PostgreSQL does not run as root, and only root can enter ${folder}: ` +
      'start as another user, or from a folder (and with a DATA_DIR) that everybody can enter.',
  );
}
