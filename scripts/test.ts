/**
 * `npm test`: runs every check, even if one fails, one per core at the same time. Missing requirements besides Node are
 * listed at the end with installation instructions; with CI=true they count as failures. `npm test -- NAME…` runs only
 * the named checks, `npm test -- --all` also those that are left out otherwise.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKS, type Check } from './checks.ts';
import { runInLanes } from './lanes.ts';
import type { Requirement } from './requirements.ts';

/** How many of the last lines of a failed check are repeated at the end. */
const LAST_LINES = 60;
const LOGS = fileURLToPath(new URL('../.cache/test/', import.meta.url));

type Outcome = 'passed' | 'failed' | 'NOT RUN';

interface Result {
  name: string;
  outcome: Outcome;
  seconds: number;
  missing: Requirement[];
}

async function runScript(args: string[], output: number | 'inherit'): Promise<boolean> {
  // npm sets its own path for its scripts; starting it with Node works on Windows too.
  const npm = process.env['npm_execpath'];
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...before, 'run', '--silent', ...args], { stdio: ['ignore', output, output] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

const logOf = (name: string) => path.join(LOGS, `${name.replaceAll(':', '-')}.log`);
const heading = (name: string) => `\n── ${name} ${'─'.repeat(Math.max(2, 72 - name.length))}\n`;

async function runWatched(name: string, args: string[]): Promise<boolean> {
  process.stdout.write(heading(name));
  return runScript(args, 'inherit');
}

/** Runs it while others run: its output is printed at its end, and until then it is in a file. */
async function runCollected(name: string, args: string[]): Promise<boolean> {
  await mkdir(LOGS, { recursive: true });
  const file = logOf(name);
  console.log(`▸ ${name} (${path.relative('', file)})`);
  const log = await open(file, 'w');
  try {
    return await runScript(args, log.fd);
  } finally {
    await log.close();
    process.stdout.write(`${heading(name)}${await readFile(file, 'utf8')}`);
  }
}

async function missingOf(requirements: Requirement[] = []): Promise<Requirement[]> {
  const present = await Promise.all(requirements.map((requirement) => requirement.isPresent()));
  return requirements.filter((_, index) => !present[index]);
}

async function runChecks(checks: Check[]): Promise<Result[]> {
  let isBuilt = false;

  async function run({ name, needs, wants, after }: Check): Promise<Result> {
    const missing = await missingOf(needs);
    if (missing.length > 0) return { name, outcome: 'NOT RUN', seconds: 0, missing };
    // The scripts that npm runs before it would build again, while others read what was built.
    const args = isBuilt && after?.includes('build') ? ['--ignore-scripts', name] : [name];
    const started = performance.now();
    const passed = await (checks.length === 1 ? runWatched : runCollected)(name, args);
    if (name === 'build') isBuilt = passed;
    return {
      name,
      outcome: passed ? 'passed' : 'failed',
      seconds: (performance.now() - started) / 1000,
      missing: await missingOf(wants),
    };
  }

  return runInLanes(checks, availableParallelism(), run);
}

/** Shows why the checks failed: above, their output stands between that of others. */
async function repeatFailures(results: Result[]): Promise<void> {
  for (const { name } of results.filter(({ outcome }) => outcome === 'failed')) {
    const lines = (await readFile(logOf(name), 'utf8')).trimEnd().split('\n');
    console.log(`${heading(`${name} failed`)}${lines.slice(-LAST_LINES).join('\n')}`);
  }
}

function report(results: Result[]): void {
  console.log('');
  for (const { name, outcome, seconds, missing } of results) {
    const lacks = missing.map((requirement) => requirement.name).join(', ');
    console.log(
      `${outcome.padEnd(8)} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s${lacks && `  without ${lacks}`}`,
    );
  }
  const missing = new Set(results.flatMap((result) => result.missing));
  for (const { name, howToInstall } of missing) console.log(`\n${name} is missing. ${howToInstall}`);
  const count = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('NOT RUN')} skipped`);
}

const args = process.argv.slice(2);
const named = args.filter((argument) => argument !== '--all');
const unknown = named.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  const known = CHECKS.map(({ name }) => name).join(', ');
  console.error(`There is no check called ${unknown.join(', ')}. There are: ${known}.`);
  process.exit(1);
}
const isAll = args.includes('--all');
const results = await runChecks(
  CHECKS.filter(({ name, onRequest }) => (named.length > 0 ? named.includes(name) : isAll || !onRequest)),
);
if (results.length > 1) await repeatFailures(results);
report(results);
const incomplete = results.some(({ missing }) => missing.length > 0);
const failed = results.some(({ outcome }) => outcome === 'failed');
if (failed || (incomplete && process.env['CI'] === 'true')) process.exitCode = 1;
