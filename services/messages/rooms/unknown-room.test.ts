/**
 * Nobody learns by its answer, nor by what it costs, whether there is a room that one may not know: for a private room of
 * others the same statements run as for one that does not exist.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import contract from '../../../generated/openapi/messages.json' with { type: 'json' };
import type { components } from '../../../generated/types/messages.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, createRoom } from '../testing/room-calls.ts';

type Problem = components['schemas']['Problem'];

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Every operation on a room, as `METHOD path`. */
const operations = Object.entries(contract.paths)
  .filter(([path]) => path.startsWith('/rooms/{room}'))
  .flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );

const BODIES: Record<string, unknown> = {
  'PATCH /rooms/{room}': { topic: 'Cats' },
  'PATCH /rooms/{room}/membership': { level: 'all' },
  'PUT /rooms/{room}/read': { seq: 1 },
  'PATCH /rooms/{room}/members/{sub}': { role: 'owner' },
  'POST /rooms/{room}/invites': {},
};

describe('a room that one may not know', () => {
  const replicas = replicasForTests();
  /** Of all replicas: the name or text, and the values as JSON. */
  const queries: { statement: string; values: string }[] = [];
  let hidden: string;

  before(async () => {
    hidden = (await createRoom(replicas.person(0, ACCOUNT), { kind: 'private' })).id;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the client that it is a method of
    const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
    mock.method(pg.Client.prototype, 'query', function (this: pg.Client, ...args: unknown[]) {
      const [asked, values] = args as [string | pg.QueryConfig, unknown];
      const { name, text, ...config } = typeof asked === 'string' ? { name: undefined, text: asked } : asked;
      queries.push({ statement: name ?? text, values: JSON.stringify([config, values]) });
      return query.apply(this, args);
    });
  });
  after(() => mock.restoreAll());

  for (const operation of [...operations, 'GET /messages?room={room}', 'GET /events?room={room}']) {
    // Of the memberships the own one too: joining and leaving are other paths than adding and removing.
    const ofMembers = operation.includes('{sub}');
    for (const whose of ofMembers ? ['own', "somebody else's"] : ['']) {
      it(`${operation} ${whose}`.trim(), async () => {
        const outsider = replicas.person(0, ACCOUNT);
        const sub = whose === 'own' ? outsider.caller.sub : randomUUID();
        const ofHidden = await attempt(outsider, operation, hidden, sub);
        const ofNone = await attempt(outsider, operation, randomUUID(), sub);
        assert.equal(ofHidden.status, 404);
        assert.deepEqual(ofHidden, ofNone);
        assert.notEqual(ofHidden.statements.length, 0);
      });
    }
  }

  /** The answer, and the statements that name the room. */
  async function attempt(person: Person, operation: string, room: string, sub: string) {
    const [method = '', template = ''] = operation.split(' ');
    const path = template.replace('{room}', room).replace('{sub}', sub).replace('{id}', randomUUID());
    queries.length = 0;
    const response = await person.request(method, path, BODIES[operation]);
    const { type, title, status, detail } = (await response.json()) as Problem;
    const statements = queries
      .filter(({ values }) => values.includes(room) || values.includes(person.caller.sub))
      .map(({ statement }) => statement);
    return { type, title, status, detail, statements };
  }
});
