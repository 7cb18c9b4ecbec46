import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertTalks, assertTellsProblem } from './bot.ts';
import { installPythonSdk } from './python.ts';

const bot = {
  language: 'Python',
  command: '',
  args: [fileURLToPath(new URL('../../examples/python/bot.py', import.meta.url))],
};

describe('the Python bot', () => {
  before(async () => {
    bot.command = await installPythonSdk();
  });
  it('logs in, posts and reads', () => assertTalks(bot));
  it('reports API problems', () => assertTellsProblem(bot));
});
