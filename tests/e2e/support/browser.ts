import type { LaunchOptions } from 'playwright';
import { chromiumPath } from '../../../scripts/requirements.ts';

/** Launch options of Chromium: sandboxed, except as root, where the sandbox does not work. */
export function chromiumOptions(...args: string[]): LaunchOptions {
  return {
    executablePath: chromiumPath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', ...args],
  };
}
