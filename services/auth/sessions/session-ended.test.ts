import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import pg from 'pg';
import { SESSION_ENDED } from '../../shared/identity/verifier.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const { clock, browser, account, url } = replicasForTests();

async function guest(username: string) {
  const client = browser();
  const { sid } = await client.login(username);
  return { client, sid };
}

describe('the end of a session', () => {
  it('is published to services that cache its tokens, however it ends', async () => {
    const listener = new pg.Client({ connectionString: url() });
    await listener.connect();
    await listener.query(`LISTEN ${SESSION_ENDED}`);
    const published = async (end: () => Promise<unknown>) => {
      const notification = once(listener, 'notification', { signal: AbortSignal.timeout(5_000) });
      await end();
      const [{ payload }] = (await notification) as [pg.Notification];
      return payload;
    };

    const leaving = await guest('Leaving');
    assert.equal(await published(() => leaving.client.logout()), leaving.sid);
    const ending = await guest('Ending');
    assert.equal(await published(() => ending.client.send('DELETE', `/sessions/${ending.sid}`)), ending.sid);
    const changing = await guest('Changing');
    assert.equal(await published(() => changing.client.login('Changed')), changing.sid);
    const dormant = await guest('Dormant');
    clock.pass(900_000);
    assert.equal(await published(() => browser().login('Dormant')), dormant.sid);

    const becoming = await guest('Becoming');
    assert.equal(await published(() => becoming.client.setPassword(PASSWORD)), becoming.sid);

    const laptop = await account('Account');

    const thief = browser();
    thief.cookie = laptop.cookie;
    await laptop.refresh();
    const { sid } = await laptop.refresh();
    clock.pass(31_000);
    assert.equal(await published(() => thief.send('POST', '/refresh')), sid);
    await listener.end();
  });
});
