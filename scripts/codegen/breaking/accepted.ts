import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** A break that is accepted, and why. */
export interface Accepted {
  /** The line that `npm run check:breaking` prints; `*` stands for any text. */
  break: string;
  reason: string;
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';

function isAccepted(entry: unknown): entry is Accepted {
  const { break: line, reason, ...others } = (entry ?? {}) as Record<string, unknown>;
  return isText(line) && isText(reason) && Object.keys(others).length === 0;
}

/** Parses openapi/accepted-breaks.yaml; an entry without a reason is an error. */
export function parseAccepted(text: string): Accepted[] {
  const entries: unknown = parse(text);
  if (!Array.isArray(entries)) throw new Error('The accepted breaks are not a list.');
  return entries.map((entry: unknown) => {
    if (isAccepted(entry)) return entry;
    throw new Error(`An accepted break needs "break" and "reason", and nothing else: ${JSON.stringify(entry)}`);
  });
}

export async function readAccepted(path: string): Promise<Accepted[]> {
  return parseAccepted(await readFile(path, 'utf8'));
}

function matches(pattern: string, line: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(line);
}

/** Tells accepted breaks from refused ones, and entries that are in use from stale ones. */
export function sortOut(lines: string[], accepted: Accepted[]) {
  const counted = accepted.map((entry) => ({
    ...entry,
    matched: lines.filter((line) => matches(entry.break, line)).length,
  }));
  return {
    used: counted.filter(({ matched }) => matched > 0),
    stale: counted.filter(({ matched }) => matched === 0),
    refused: lines.filter((line) => !accepted.some((entry) => matches(entry.break, line))),
  };
}
