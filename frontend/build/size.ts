/** `npm run size`: the compressed size of the page's scripts and styles. Fails if it exceeds a limit. */
import { readFile } from 'node:fs/promises';
import { weigh, type Weight } from './weigh.ts';

const LOGIN_LIMIT = 45_000;
const TOTAL_LIMIT = 100_000;

const weights = await weigh();
if (weights.length === 0) {
  console.error('There is no built page in frontend/dist. Run "npm run build:frontend" first.');
  process.exit(1);
}
// What the document names is loaded before the login form is shown.
const document = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
const login = sum(weights.filter(({ file }) => document.includes(`/${file.replaceAll('\\', '/')}`)));
const total = sum(weights);
for (const { file, bytes } of weights.sort((one, other) => other.bytes - one.bytes)) console.log(line(bytes, file));
console.log(line(login, `for the login, of ${LOGIN_LIMIT / 1000} kB gzip`));
console.log(line(total, `in all, of ${TOTAL_LIMIT / 1000} kB gzip`));
if (login > LOGIN_LIMIT || total > TOTAL_LIMIT) {
  console.error('The page is too heavy: find what grew, and do without it or load it later.');
  process.exitCode = 1;
}

function sum(parts: readonly Weight[]): number {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0);
}

function line(bytes: number, text: string): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB  ${text}`;
}
