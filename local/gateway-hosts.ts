/** The names by which this machine's chat may be called. */
import { hostname } from 'node:os';
import type { EnvironmentReader } from '../services/shared/environment.ts';
import { readHosts } from '../services/shared/http/hosts.ts';

/** What PUBLIC_HOSTS lists, and this machine's own name, with which others in the same network call it. */
export function ownHosts(environment: EnvironmentReader): string[] {
  const full = hostname();
  const [short = full] = full.split('.', 1);
  const machine = [...new Set([full, short, `${short}.local`])].filter((name) => name !== '');
  return [...machine, ...readHosts(environment, 'PUBLIC_HOSTS')];
}
