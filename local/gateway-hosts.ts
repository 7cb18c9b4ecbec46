/** The names by which this machine's chat may be called. */
import { hostname } from 'node:os';
import { HOST_NAME, type EnvironmentReader } from '../services/shared/environment.ts';

/** What PUBLIC_HOSTS lists, and this machine's own name, with which others in the same network call it. */
export function ownHosts(environment: EnvironmentReader): string[] {
  const full = hostname();
  const [short = full] = full.split('.', 1);
  const machine = [...new Set([full, short, `${short}.local`])].filter((name) => HOST_NAME.test(name));
  return [...machine, ...environment.hostNames('PUBLIC_HOSTS')];
}
