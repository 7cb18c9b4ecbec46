import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { chromiumPath } from '../testkit/browser/chromium.ts';

const run = promisify(execFile);

/** A check's requirement besides Node. */
export interface Requirement {
  name: string;
  /** Installation instructions in one line. */
  howToInstall: string;
  isPresent(): Promise<boolean>;
}

async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  return run(command, args, { timeout: 30_000 }).then(
    () => true,
    () => false,
  );
}

export const java: Requirement = {
  name: 'Java 11 or newer',
  howToInstall: 'Install it from https://adoptium.net or your system: apt-get install default-jre-headless.',
  isPresent: () => succeeds('java', '-version'),
};

/** The name of a Python that can create virtual environments. */
export async function findPython(): Promise<string | undefined> {
  for (const command of ['python3', 'python']) {
    const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))';
    if (await succeeds(command, '-c', check)) return command;
  }
  return undefined;
}

export const pythonVenv: Requirement = {
  name: 'Python 3.9 or newer with venv',
  howToInstall: 'Install it from https://www.python.org or your system: apt-get install python3-venv.',
  isPresent: async () => (await findPython()) !== undefined,
};

export const kubectl: Requirement = {
  name: 'kubectl',
  howToInstall: 'Install kubectl 1.27 or newer (kubernetes.io/docs/tasks/tools). No cluster is needed.',
  isPresent: () => succeeds('kubectl', 'version', '--client'),
};

export const nginx: Requirement = {
  name: 'nginx 1.22 or newer',
  howToInstall: 'Install it from your system: apt-get install nginx-light, or brew install nginx.',
  isPresent: () => succeeds('nginx', '-v'),
};

export const centrifugo: Requirement = {
  name: 'Centrifugo 6',
  howToInstall:
    'Run go install github.com/centrifugal/centrifugo/v6@latest and add the folder bin of go env GOPATH to the PATH.',
  isPresent: () => succeeds('centrifugo', 'version'),
};

export const oasdiff: Requirement = {
  name: 'oasdiff',
  howToInstall: `Run go install github.com/oasdiff/oasdiff@v${packageJson.config.oasdiff} and add the folder bin of go env GOPATH to the PATH.`,
  isPresent: () => succeeds('oasdiff', '--version'),
};

export const browser: Requirement = {
  name: 'Chromium',
  howToInstall:
    'Run npx playwright install --with-deps chromium, or install it from your system: apt-get install chromium.',
  isPresent: () => Promise.resolve(existsSync(chromiumPath)),
};
