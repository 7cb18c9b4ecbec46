/**
 * `npm test`: runs every check in sequence, even if one fails. Missing requirements besides Node are listed at the end
 * with installation instructions; with CI=true they count as failures. `npm test -- NAME…` runs only the named checks.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { browser, java, kubectl, nginx, oasdiff, pythonVenv, type Requirement } from './requirements.ts';

interface Check {
  /** The npm script. */
  script: string;
  needs: Requirement[];
}

const CHECKS: Check[] = [
  { script: 'format', needs: [] },
  { script: 'lint', needs: [] },
  { script: 'lint:spec', needs: [] },
  { script: 'types', needs: [] },
  // Without Java the check falls back to the recorded fingerprint and reports that. Without Python test:sdk skips the
  // Python bot.
  { script: 'codegen:check', needs: [] },
  { script: 'check:breaking', needs: [oasdiff] },
  { script: 'build', needs: [] },
  { script: 'size', needs: [] },
  { script: 'test:unit', needs: [] },
  { script: 'test:contract', needs: [] },
  { script: 'test:sdk', needs: [] },
  { script: 'test:gateway', needs: [nginx] },
  { script: 'test:faults', needs: [nginx] },
  { script: 'test:kubernetes', needs: [kubectl] },
  { script: 'e2e', needs: [browser] },
];

/** Optional requirements, without which a check covers less. */
const WANTED = new Map([
  ['codegen:check', java],
  ['test:unit', oasdiff],
  ['test:sdk', pythonVenv],
]);

type Outcome = 'passed' | 'failed' | 'NOT RUN';

interface Result {
  script: string;
  outcome: Outcome;
  seconds: number;
  missing: Requirement[];
}

async function run(script: string): Promise<boolean> {
  // npm sets its own path for its scripts; starting it with Node works on Windows too.
  const npm = process.env['npm_execpath'];
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...args, 'run', '--silent', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

async function missingOf(requirements: Requirement[]): Promise<Requirement[]> {
  const present = await Promise.all(requirements.map((requirement) => requirement.isPresent()));
  return requirements.filter((_, index) => !present[index]);
}

async function check({ script, needs }: Check): Promise<Result> {
  const missing = await missingOf(needs);
  if (missing.length > 0) return { script, outcome: 'NOT RUN', seconds: 0, missing };
  console.log(`\n── ${script} ${'─'.repeat(Math.max(2, 72 - script.length))}`);
  const started = performance.now();
  const passed = await run(script);
  const wanted = WANTED.get(script);
  return {
    script,
    outcome: passed ? 'passed' : 'failed',
    seconds: (performance.now() - started) / 1000,
    missing: await missingOf(wanted ? [wanted] : []),
  };
}

function report(results: Result[]): void {
  console.log('');
  for (const { script, outcome, seconds, missing } of results) {
    const lacks = missing.map(({ name }) => name).join(', ');
    console.log(
      `${outcome.padEnd(8)} ${script.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s${lacks && `  without ${lacks}`}`,
    );
  }
  const missing = new Set(results.flatMap((result) => result.missing));
  for (const { name, howToInstall } of missing) console.log(`\n${name} is missing. ${howToInstall}`);
  const count = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('NOT RUN')} skipped`);
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !CHECKS.some(({ script }) => script === name));
if (unknown.length > 0) {
  console.error(
    `There is no check called ${unknown.join(', ')}. There are: ${CHECKS.map(({ script }) => script).join(', ')}.`,
  );
  process.exit(1);
}
const results: Result[] = [];
for (const each of CHECKS) {
  if (named.length === 0 || named.includes(each.script)) results.push(await check(each));
}
report(results);
const incomplete = results.some(({ missing }) => missing.length > 0);
const failed = results.some(({ outcome }) => outcome === 'failed');
if (failed || (incomplete && process.env['CI'] === 'true')) process.exitCode = 1;
