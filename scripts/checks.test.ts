import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import packageJson from '../package.json' with { type: 'json' };
import { CHECKS } from './checks.ts';

const scripts: Record<string, string> = packageJson.scripts;
const names = CHECKS.map(({ name }) => name);

describe('the checks of npm test', () => {
  it('are npm scripts', () => {
    assert.deepEqual(
      names.filter((name) => scripts[name] === undefined),
      [],
    );
  });

  it('come after other checks only', () => {
    assert.deepEqual(
      CHECKS.flatMap(({ after = [] }) => after).filter((name) => !names.includes(name)),
      [],
    );
  });

  it('come after the build if they build what they need when they run by themselves', () => {
    for (const { name, after = [] } of CHECKS) {
      if (scripts[`pre${name}`]?.includes('build')) assert.ok(after.includes('build'), name);
    }
  });
});
