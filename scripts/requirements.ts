import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from 'playwright';

const execute = promisify(execFile);

/** Something besides Node that a check needs. */
export interface Requirement {
  name: string;
  /** One line. */
  howToInstall: string;
  isPresent(): Promise<boolean>;
}

async function runs(command: string, args: string[]): Promise<boolean> {
  try {
    await execute(command, args, { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** The name Python 3 has here. */
export const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/** Debian keeps nginx where only root's PATH looks. */
export const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Debian's browser where it is installed; otherwise the one that Playwright fetched. */
export const CHROMIUM = existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : chromium.executablePath();

export const java: Requirement = {
  name: 'Java 11 or newer',
  howToInstall: 'Install a Java runtime (apt-get install default-jre-headless, brew install openjdk, or adoptium.net).',
  isPresent: () => runs('java', ['-version']),
};

export const pythonVenv: Requirement = {
  name: 'Python 3.9 or newer with venv',
  howToInstall: 'Install Python (apt-get install python3-venv, brew install python, or python.org).',
  isPresent: () => runs(PYTHON, ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 9)']),
};

export const nginx: Requirement = {
  name: 'nginx',
  howToInstall: 'Install nginx 1.22 or newer (apt-get install nginx-light, brew install nginx).',
  isPresent: () => runs(NGINX, ['-v']),
};

export const browser: Requirement = {
  name: 'Chromium',
  howToInstall: 'Run npx playwright install chromium (or apt-get install chromium).',
  isPresent: () => Promise.resolve(existsSync(CHROMIUM)),
};
