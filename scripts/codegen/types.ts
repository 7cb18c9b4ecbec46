import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { serviceNames } from '../../services/services.ts';

/** Writes the TypeScript types of every bundle in `bundles` to `folder`. */
export async function writeTypes(bundles: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const service of serviceNames) {
    const types = await openapiTS(pathToFileURL(join(bundles, `${service}.json`)), { alphabetize: true });
    await writeFile(join(folder, `${service}.ts`), COMMENT_HEADER + astToString(types));
  }
  await writeFile(join(folder, 'paths.ts'), allPaths());
}

/** All services share `/api`: a client knows the paths of all. */
function allPaths(): string {
  const imports = serviceNames.map((service) => `import type { paths as ${service} } from './${service}.ts';\n`);
  const header = '/** Written by `npm run codegen`: the paths of all contracts. */\n';
  return `${header}${imports.join('')}\nexport type Paths = ${serviceNames.join(' & ')};\n`;
}
