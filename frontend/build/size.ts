/** `npm run size`: the compressed size of the page's scripts and styles. Fails if it exceeds a limit. */
import { readFile } from 'node:fs/promises';
import { weigh, type Weight } from './weigh.ts';

const LOGIN_LIMIT = 45_000;
const ROOM_LIMIT = 100_000;
/** Of each part that is loaded only when it is needed: dialogs, the inbox, a translation. */
const LATER_LIMIT = 35_000;
/** The script of the first room, loaded while the user logs in. */
const ROOM = /^assets\/chat-session-/;

const weights = (await weigh()).map(({ file, bytes }) => ({ file: file.replaceAll('\\', '/'), bytes }));
if (weights.length === 0) {
  console.error('There is no built page in frontend/dist. Run "npm run build:frontend" first.');
  process.exit(1);
}
const dist = new URL('../dist/', import.meta.url);
// What the document names is loaded before the login form is shown.
const document = await readFile(new URL('index.html', dist), 'utf8');
const login = await withImports(weights.filter(({ file }) => document.includes(`/${file}`)));
const room = await withImports([...login, ...weights.filter(({ file }) => ROOM.test(file))]);
const later = weights.filter((weight) => !room.includes(weight));

for (const { file, bytes } of weights.sort((one, other) => other.bytes - one.bytes)) console.log(line(bytes, file));
const totals: [bytes: number, limit: number, text: string][] = [
  [sum(login), LOGIN_LIMIT, 'for the login'],
  [sum(room), ROOM_LIMIT, 'for the login and a room'],
  [Math.max(0, ...later.map(({ bytes }) => bytes)), LATER_LIMIT, 'for the largest part that is loaded later'],
];
for (const [bytes, limit, text] of totals) console.log(line(bytes, `${text}, of ${limit / 1000} kB gzip`));
if (totals.some(([bytes, limit]) => bytes > limit)) {
  console.error('The page is too heavy: find what grew, and do without it or load it later.');
  process.exitCode = 1;
}

/** These files and all that they import statically. */
async function withImports(files: readonly Weight[]): Promise<Weight[]> {
  const found = new Set(files);
  for (const { file } of found) {
    const script = await readFile(new URL(file, dist), 'utf8');
    const names = [...script.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, name]) => `assets/${name ?? ''}`);
    for (const weight of weights) if (names.includes(weight.file)) found.add(weight);
  }
  return [...found];
}

function sum(parts: readonly Weight[]): number {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0);
}

function line(bytes: number, text: string): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB  ${text}`;
}
