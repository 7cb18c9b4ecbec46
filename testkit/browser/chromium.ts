import { existsSync } from 'node:fs';
import { chromium, type LaunchOptions } from 'playwright';

/** Debian's Chromium if it is installed, else the one that Playwright downloads. */
export const chromiumPath = existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : chromium.executablePath();

/** Launch options of Chromium: sandboxed, except as root, where the sandbox does not work. */
export function chromiumOptions(...args: string[]): LaunchOptions {
  return {
    executablePath: chromiumPath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', ...args],
  };
}
