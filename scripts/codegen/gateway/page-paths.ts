import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { parse } from 'yaml';
import { root } from '../root.ts';

/** What stands for a parameter; whether it names something, the page finds out. */
const PARAMETERS: Record<string, string> = { room: '[a-z0-9-]+', seq: '[0-9]+', list: '[a-z]+' };

/** A regular expression, for nginx too, of the paths at which gateways serve the page. */
export function pagePattern(paths: readonly string[]): string {
  const patterns = paths.map((path) =>
    path.replace(/^\//, '').replace(/\{(\w+)\}/g, (_, name: string) => {
      const pattern = PARAMETERS[name];
      if (pattern === undefined) throw new Error(`Unknown parameter ${name} in ${path}`);
      return pattern;
    }),
  );
  return `^/(?:${patterns.join('|')})$`;
}

export async function readPagePattern(): Promise<string> {
  return pagePattern(parse(await readFile(join(root, 'frontend/paths.yaml'), 'utf8')) as string[]);
}

/** For the page and its service worker. */
export async function writePagePaths(file: string): Promise<void> {
  const source = `/** Written by \`npm run codegen\`: the page's paths besides \`/\`. */
export const pagePaths = new RegExp(${JSON.stringify(await readPagePattern())});
`;
  await writeFile(file, await format(source, { parser: 'typescript', printWidth: 120, singleQuote: true }));
}
