import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { ID, StubService } from '../../../testkit/stub-service.ts';

const stub = new StubService();
before(() => stub.start());
after(() => stub.stop());

const body = (message: string | Buffer) =>
  Buffer.concat([Buffer.from(`{"id":"${ID}","message":"`), Buffer.from(message), Buffer.from('"}')]);

describe('a request body', () => {
  it('that is not UTF-8 is refused instead of decoded with replacement characters', async () => {
    for (const bytes of ['M\xf6ller', 'overlong \xc0\xaf', 'a surrogate \xed\xa0\x80', 'cut off \xe2\x82']) {
      await assertProblem(await stub.post(body(Buffer.from(bytes, 'latin1'))), 400, 'malformed-body');
    }
  });

  it('may declare utf8 or utf-8 in any case, and start with a byte order mark', async () => {
    for (const charset of ['utf8', 'UTF8', 'utf-8', 'UTF-8', '"utf-8"']) {
      const type = { 'Content-Type': `application/json; charset=${charset}` };
      const response = await stub.post(body('Zoë'), type);
      assert.equal(response.status, 201, charset);
      assert.equal(((await response.json()) as { message: string }).message, 'Zoë');
    }
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body('marked')]);
    assert.equal((await stub.post(marked)).status, 201);
  });

  it('in another charset or type is 415', async () => {
    for (const type of [
      'application/json; charset=latin1',
      'application/json; charset=utf-16',
      'application/json; charset=utf-7',
      'application/jsonx',
      'text/json',
      'application/vnd.api+json',
      '',
    ]) {
      await assertProblem(await stub.post(body('x'), { 'Content-Type': type }), 415, 'unsupported-media-type');
    }
  });

  it('may have other media type parameters in any spelling', async () => {
    for (const parameter of ['a=1', 'a=2', 'charset=utf-8; a=3']) {
      assert.equal((await stub.post(body('x'), { 'Content-Type': `Application/JSON; ${parameter}` })).status, 201);
      const response = await stub.call('/messages', { headers: { 'Content-Type': `application/json; ${parameter}` } });
      assert.equal(response.status, 200);
    }
  });

  it('that is empty is malformed JSON', async () => {
    await assertProblem(await stub.post(''), 400, 'malformed-body');
    for (const json of ['null', '7', '"text"', 'true']) await assertProblem(await stub.post(json), 400, 'validation');
  });

  it('is ignored if the operation takes none', async () => {
    const response = await stub.call(`/messages/${ID}`, { method: 'DELETE', body: '{"' });
    assert.equal(response.status, 204);
  });

  it('that is far too large is refused while it is still being sent', async () => {
    const socket = connect(stub.port, '127.0.0.1');
    await once(socket, 'connect');
    const head =
      'POST /messages HTTP/1.1\r\nHost: chat\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Content-Length: 1000000000\r\n\r\n{`);
    assert.match(await text(socket), /^HTTP\/1.1 413 [^]*"status":413/);
  });
});
