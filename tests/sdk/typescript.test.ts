import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertTalks, assertTellsProblem } from './bot.ts';

const bot = {
  language: 'TypeScript',
  command: process.execPath,
  args: ['--import', 'tsx', fileURLToPath(new URL('../../examples/typescript/bot.ts', import.meta.url))],
};

describe('the TypeScript bot', () => {
  it('logs in, posts and reads', () => assertTalks(bot));
  it('reports API problems', () => assertTellsProblem(bot));
});
