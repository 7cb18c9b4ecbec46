/** The built page, for the gateway. */
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { securityHeaders } from './gateway-routes.ts';
import type { Page } from './gateway.ts';
import { root } from './paths.ts';

const forEver = 'public, max-age=31536000, immutable';

export function builtPage(folder = fileURLToPath(new URL('frontend/dist/', root))): Page {
  // Reads the disk at every request, so that a build while the chat runs does no harm.
  const serve = sirv(folder, {
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      // The names of these files contain a hash of their content.
      response.setHeader('Cache-Control', path.startsWith('/assets/') ? forEver : 'no-cache');
    },
  });
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') serve(request, response, next);
    else next();
  };
}
