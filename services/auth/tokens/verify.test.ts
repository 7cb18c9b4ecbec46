import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import jwt from 'jsonwebtoken';
import { deriveKeys } from '../keys.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { SIGNING_KEY } from '../testing/replica.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { clock, browser, another } = replicasForTests();
const key = deriveKeys(SIGNING_KEY).accessToken;

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Asserts that /verify returns this reason, and that an operation of this service answers 401. */
async function assertInvalid(client: Client, token: string, reason: string): Promise<void> {
  assert.deepEqual(await client.verify(token), { valid: false, reason }, token);
  const kept = client.token;
  client.token = token;
  await assertProblem(client.send('GET', '/sessions'), 401, 'unauthenticated');
  client.token = kept;
}

describe('a token', () => {
  it('has claims for the user, the session, the expiry and the key', async () => {
    const { token, sub, sid } = await browser().login('Claims');
    const decoded = jwt.decode(token, { complete: true });
    const payload = decoded?.payload as jwt.JwtPayload;
    assert.equal(decoded?.header.alg, 'HS256');
    assert.match(decoded.header.kid ?? '', /^[\w-]{16}$/);
    assert.deepEqual(Object.keys(payload).sort(), ['aud', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub']);
    assert.equal(payload.sub, sub);
    assert.equal(payload['sid'], sid);
    assert.equal(payload.exp, Math.floor(clock.now().getTime() / 1000) + 900);
  });

  it('is valid at every replica, including one that starts later', async () => {
    const { token } = await browser(0).login('Everywhere');
    assert.equal((await browser(1).verify(token)).valid, true);
    assert.equal((await (await another({})).client().verify(token)).valid, true);
  });

  it('expires after 15 minutes', async () => {
    const one = browser();
    const { token, expiresAt } = await one.login('Expiring');
    clock.pass(Date.parse(expiresAt) - clock.now().getTime() - 1);
    assert.equal((await one.verify(token)).valid, true);
    clock.pass(1);
    await assertInvalid(one, token, 'expired');
  });

  it('ends with its session', async () => {
    const one = browser();
    const { token } = await one.login('Ending');
    await one.logout();
    await assertInvalid(one, token, 'ended');
  });

  it('is malformed if it is forged', async () => {
    const one = browser();
    const { token, sub, sid } = await one.login('Forged');
    const { header, ...decoded } = jwt.decode(token, { complete: true }) as jwt.Jwt;
    const payload = decoded.payload as jwt.JwtPayload;
    const signed = (change: object, by: jwt.Secret = key, kid = header.kid) =>
      jwt.sign(JSON.stringify({ ...payload, ...change }), by, { algorithm: 'HS256', ...(kid ? { keyid: kid } : {}) });
    assert.equal((await one.verify(signed({}))).valid, true);

    const [, claims = '', signature = ''] = token.split('.');
    const forged = {
      'not a token': 'x',
      dots: '..',
      'alg none': `${part({ alg: 'none', typ: 'JWT', kid: header.kid })}.${claims}.`,
      'alg none with the signature': `${part({ alg: 'none', kid: header.kid })}.${claims}.${signature}`,
      'alg HS512': jwt.sign(payload, key, { algorithm: 'HS512', keyid: header.kid ?? '' }),
      'another key': signed({}, 'a signing key of somebody else, long enough'),
      'the configured key itself': signed({}, SIGNING_KEY.toString()),
      'an empty key': `${token.slice(0, token.lastIndexOf('.'))}.`,
      'changed claims': `${part(header)}.${part({ ...payload, sub: randomUUID() })}.${signature}`,
      'the wrong audience': signed({ aud: 'other' }),
      'the wrong issuer': signed({ iss: 'other' }),
      'the wrong kid': signed({}, key, 'other'),
      'no kid': jwt.sign(payload, key, { algorithm: 'HS256' }),
      'no sid': signed({ sid: undefined }),
      'no expiry': signed({ exp: undefined }),
      'a sid that is no text': signed({ sid: 7 }),
      'a token twice': `${token}.${token}`,
      'claims that are no JSON': `${part(header)}.AAAA.${signature}`,
      'a refresh token': one.cookie ?? '',
    };
    for (const [what, bad] of Object.entries(forged)) {
      assert.deepEqual(await one.verify(bad), { valid: false, reason: 'malformed' }, what);
    }
    await assertInvalid(one, forged['alg none'], 'malformed');
    assert.deepEqual(await one.verify(signed({ sub: randomUUID() })), { valid: false, reason: 'ended' });
    assert.deepEqual(await one.verify(signed({ sid: randomUUID() })), { valid: false, reason: 'ended' });
    assert.deepEqual(await one.verify(signed({ sub, sid, exp: 1 })), { valid: false, reason: 'expired' });
  });

  it('is malformed if it was signed with another key', async () => {
    const { client } = await another({ config: { signingKey: Buffer.alloc(32, 7) } });
    const { token } = await browser().login('Rotated');
    await assertInvalid(client(), token, 'malformed');
  });
});
