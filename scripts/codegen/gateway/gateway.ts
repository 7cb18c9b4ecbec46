import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../root.ts';
import { readSpecs, writeJson } from '../specs.ts';
import { readSecurityHeaders } from './headers.ts';
import { nginxHeaderMaps, nginxHeaders, nginxRoutes, nginxUpstreams } from './nginx.ts';
import { readPagePattern } from './page-paths.ts';
import { gatewayProblems } from './problems.ts';
import { routesOf } from './routes.ts';

/** Writes the gateway's configuration from the public bundles: JSON for the local one, conf files for nginx. */
export async function writeGateway(bundles: string, folder: string): Promise<void> {
  const routes = routesOf(await readSpecs(bundles, '.public'));
  const headers = await readSecurityHeaders(join(root, 'frontend/security-headers.yaml'));
  const page = await readPagePattern();
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, 'routes.json'), routes);
  await writeJson(join(folder, 'page.json'), { pattern: page });
  await writeJson(join(folder, 'headers.json'), headers);
  await writeJson(join(folder, 'problems.json'), gatewayProblems);
  await writeFile(join(folder, 'upstreams.conf.template'), nginxUpstreams());
  await writeFile(join(folder, 'routes.conf'), nginxRoutes(routes, page));
  await writeFile(join(folder, 'header-maps.conf'), nginxHeaderMaps(headers));
  await writeFile(join(folder, 'headers.conf'), nginxHeaders(headers));
}
