/** The checks of `npm test`, in the order in which they are started. */
import type { Task } from './lanes.ts';
import { browser, java, kubectl, nginx, oasdiff, pythonVenv, type Requirement } from './requirements.ts';

/** Its name is that of the npm script. */
export interface Check extends Task {
  needs?: Requirement[];
  /** Without them the check covers less. */
  wants?: Requirement[];
  /** Only by its name, or with --all. */
  onRequest?: boolean;
}

// The longest first, so that no lane is left with it at the end.
export const CHECKS: Check[] = [
  { name: 'build' },
  { name: 'test:unit', wants: [oasdiff] },
  { name: 'lint' },
  { name: 'types' },
  { name: 'format' },
  { name: 'lint:spec' },
  // Without Java the check falls back to the recorded fingerprint and reports that.
  { name: 'codegen:check', wants: [java] },
  { name: 'check:breaking', needs: [oasdiff] },
  { name: 'size', after: ['build'] },
  { name: 'test:kubernetes', needs: [kubectl] },
  { name: 'test:contract' },
  // Without Python it skips the Python bot.
  { name: 'test:sdk', wants: [pythonVenv] },
  { name: 'test:gateway', needs: [nginx] },
  { name: 'test:faults', needs: [nginx], after: ['build'] },
  { name: 'test:upgrade', needs: [nginx, browser], after: ['build'], onRequest: true },
  { name: 'test:node24', wants: [oasdiff], onRequest: true },
  // Its two chats and browsers take two cores.
  { name: 'e2e', needs: [browser], after: ['build'], alone: true },
];
