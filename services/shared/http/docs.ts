import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import type { ServiceName } from '../../services.ts';
import { readBundle } from './spec.ts';

const ASSETS = fileURLToPath(new URL('.', import.meta.resolve('swagger-ui-dist/package.json')));

/** No inline scripts or styles, no third-party resources. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="favicon-32x32.png">
    <link rel="stylesheet" href="swagger-ui.css">
    <script src="swagger-ui-bundle.js" defer></script>
    <script src="init.js" defer></script>
  </head>
  <body>
    <div id="swagger-ui"></div>
  </body>
</html>
`;

/** On the service's own port the page is /docs/ and calls the service; at the gateway, /docs/NAME/ and /api. */
const INIT = `const atGateway = location.pathname !== '/docs/';

/** Swagger UI shows only complete responses, which a stream never is: pass it the first seconds. */
async function fetchBeginning(url, options) {
  const response = await fetch(url, options);
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) return response;
  const reader = response.body.getReader();
  const timer = setTimeout(() => reader.cancel(), 3_000);
  const parts = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  clearTimeout(timer);
  return new Response(new Blob([...parts, ': the stream continues; this page shows its first 3 s\\n']), response);
}

SwaggerUIBundle({
  url: atGateway ? 'public.json' : 'own.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => Object.assign(request, { userFetch: fetchBeginning }),
});
`;

/** Serves Swagger UI, without third-party resources. */
export function docsRouter(name: ServiceName): Router {
  const router = express.Router({ strict: true });
  const html = page(`${name} · API`);
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    next();
  });
  router.get('/', (request, response) => {
    // Relative URLs need the trailing slash.
    if (request.originalUrl === '/docs') response.redirect(308, '/docs/');
    else response.type('html').end(html);
  });
  router.get('/init.js', (_request, response) => void response.type('js').end(INIT));
  router.get('/own.json', (_request, response) => void response.type('json').end(readBundle(name)));
  router.get('/public.json', (_request, response) => void response.type('json').end(readBundle(name, 'public')));
  router.use(express.static(ASSETS, { index: false, cacheControl: false }));
  return router;
}
