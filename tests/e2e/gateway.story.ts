import { baseUrl } from './support/environment.ts';
import { expect, test } from './support/story.ts';

/** Capabilities of an injected script; each line is one of the policy's directives. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

for (const path of ['/api', '/api/', '/api/nothing', '/api/verify', '/api/health', '/api/ready', '/api/metrics']) {
  test(`${path} is not found`, async ({ request }) => {
    for (const method of ['GET', 'POST']) {
      const response = await request.fetch(`${baseUrl}${path}`, { method });
      expect(response.status()).toBe(404);
      expect(response.headers()['content-type']).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ type: 'urn:problem-type:chat:not-found', status: 404 });
    }
  });
}

for (const path of ['/verify', '/health', '/metrics', '/login', '/messages', '/docs/auth/own', '/docs/nothing/']) {
  test(`${path} is not found either`, async ({ request }) => {
    expect((await request.get(`${baseUrl}${path}`)).status()).toBe(404);
  });
}

test('the API refuses requests with a problem document', async ({ request }) => {
  const unknown = await request.post(`${baseUrl}/api/login`, { data: { nickname: 'Ada' } });
  expect(unknown.status()).toBe(400);
  expect(unknown.headers()['content-type']).toContain('application/problem+json');
  expect(await unknown.json()).toMatchObject({ type: 'urn:problem-type:chat:validation', status: 400 });

  const noToken = await request.get(`${baseUrl}/api/messages`);
  expect(noToken.status()).toBe(401);
  expect(noToken.headers()['www-authenticate']).toMatch(/^Bearer/);
});

test('the page and the API carry the security headers', async ({ request }) => {
  for (const path of ['/', '/api/messages', '/api/nothing']) {
    const headers = (await request.get(`${baseUrl}${path}`)).headers();
    const policy = parsePolicy(headers['content-security-policy'] ?? '');
    expect(policy, path).toMatchObject(POLICY);
    expect(headers['content-security-policy'], path).not.toContain('unsafe');
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy'], path).toContain('camera=()');
    expect(headers['server'] ?? '', 'no version of anything').not.toMatch(/\d/);
    expect(headers['x-powered-by'], path).toBeUndefined();
  }
});

test('headers that require https are sent over https only', async ({ request }) => {
  const headers = (await request.get(`${baseUrl}/`)).headers();
  const isHttps = baseUrl.startsWith('https:');
  expect(headers['strict-transport-security'] !== undefined).toBe(isHttps);
  expect(headers['cross-origin-opener-policy'] !== undefined).toBe(isHttps);
  expect(headers['content-security-policy']?.includes('upgrade-insecure-requests')).toBe(isHttps);
});

function parsePolicy(policy: string): Record<string, string> {
  const directives = policy.split(';').map((directive) => directive.trim().split(' '));
  return Object.fromEntries(directives.map(([name = '', ...values]) => [name, values.join(' ')]));
}
