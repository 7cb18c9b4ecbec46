import type { LaunchOptions } from 'playwright';
import { chromiumPath } from '../../../scripts/requirements.ts';

/** How Chromium is started: in its sandbox, which it has not for root. */
export function chromiumOptions(...args: string[]): LaunchOptions {
  return {
    executablePath: chromiumPath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', ...args],
  };
}
