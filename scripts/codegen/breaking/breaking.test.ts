import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oasdiff } from '../../requirements.ts';
import { breakingChanges } from './breaking.ts';
import { contract } from './testing.ts';

type Contract = ReturnType<typeof contract>;

/** How a test changes the contract. Untyped, since a test may remove required parts. */
type Change = (contract: Contract) => void;
const remove = (from: object, key: string) => void Reflect.deleteProperty(from, key);

const THINGS = '/things/{id}';
const response =
  (change: (properties: Contract['components']['schemas']['Thing']['properties']) => void): Change =>
  (contract) =>
    change(contract.components.schemas.Thing.properties);
const request =
  (change: (properties: Contract['components']['schemas']['Change']['properties']) => void): Change =>
  (contract) =>
    change(contract.components.schemas.Change.properties);
const limitParameter =
  (schema: object): Change =>
  ({ paths }) =>
    paths[THINGS].get.parameters.forEach((parameter) => (parameter.schema = schema));
const newParameter =
  (required: boolean): Change =>
  ({ paths }) =>
    paths[THINGS].get.parameters.push({ name: 'sort', in: 'query', required, schema: { type: 'string' } });

const breaking: Record<string, Change> = {
  'a path is gone': ({ paths }) => remove(paths, THINGS),
  'an operation is gone': ({ paths }) => remove(paths[THINGS], 'put'),
  "an operation's name in the SDKs is another": ({ paths }) => (paths[THINGS].put.operationId = 'change'),
  'a status of success is gone': ({ paths }) =>
    Object.assign(paths[THINGS].put, { responses: { 204: { description: 'd' } } }),
  'a status of failure is gone': ({ paths }) => remove(paths[THINGS].get.responses, '404'),
  'an answer has another type': response(({ id }) => (id.type = 'integer')),
  'an answer has a further value of an enum': response(({ kind }) => kind.enum.push('bought')),
  'an answer has another pattern': response(({ code }) => (code.pattern = '^[A-Z]+$')),
  'an answer has no pattern any more': response(({ code }) => remove(code, 'pattern')),
  'an answer has another format': response(({ id }) => (id.format = 'date-time')),
  'an answer has no format any more': response(({ id }) => remove(id, 'format')),
  'an answer has a wider limit': response(({ count }) => (count.maximum = 20)),
  'a required field of an answer is gone': ({ components: { schemas } }) => {
    remove(schemas.Thing.properties, 'id');
    remove(schemas.Thing, 'required');
  },
  'a field of an answer is no longer required': ({ components }) => remove(components.schemas.Thing, 'required'),
  'an optional field of an answer is gone': response((thing) => remove(thing, 'note')),
  'a field deep in an answer is gone': ({ components }) => remove(components.schemas.Part.properties, 'name'),
  'a field of a problem is gone': ({ components }) => remove(components.schemas.Problem.properties, 'title'),
  "a field of a stream's data is gone": ({ components }) => remove(components.schemas.StreamData.properties, 'at'),
  "a stream's data is gone": ({ components }) => remove(components.schemas, 'StreamData'),
  'a field of a request becomes required': ({ components }) => components.schemas.Change.required.push('extra'),
  'a field of a request is gone': request((change) => remove(change, 'extra')),
  'a request must be shorter': request(({ note }) => (note.maxLength = 50)),
  'a request must be longer': request(({ note }) => (note.minLength = 2)),
  'a request may have fewer items': request(({ many }) => (many.maxItems = 4)),
  'a request has a new limit': request(({ extra }) => Object.assign(extra, { maxLength: 5 })),
  'a request has another pattern': request(({ code }) => (code.pattern = '^[A-Z]+$')),
  'a request has a new pattern': request(({ extra }) => Object.assign(extra, { pattern: '^[a-z]+$' })),
  'a request has another format': request(({ until }) => (until.format = 'date')),
  'a request has a new format': request(({ extra }) => Object.assign(extra, { format: 'uuid' })),
  'a request has fewer values of an enum': request(({ kind }) => kind.enum.pop()),
  'a parameter is gone': ({ paths }) => (paths[THINGS].get.parameters = []),
  'a parameter is new and required': newParameter(true),
  'a parameter allows less': limitParameter({ type: 'integer', maximum: 5 }),
  'a parameter has a new pattern': ({ paths }) =>
    paths[THINGS].parameters.forEach((parameter) => (parameter.schema = { type: 'string', pattern: '^[a-z]+$' })),
  'a media type is gone': ({ paths }) => remove(paths[THINGS].get.responses[200].content, 'text/event-stream'),
  'a way to authenticate is gone': (changed) => (changed.security = [{ cookieAuth: [] }]),
};

const harmless: Record<string, Change> = {
  'nothing is changed': () => undefined,
  'the version is new': ({ info }) => (info.version = '2'),
  'a description is new': ({ paths }) => Object.assign(paths[THINGS].get, { description: 'Reads it.' }),
  'an operation is new': ({ paths }) =>
    Object.assign(paths[THINGS], { delete: { ...paths[THINGS].put, operationId: 'delete' } }),
  'a field of an answer is new': response((thing) => Object.assign(thing, { more: {} })),
  'a field deep in an answer is new': ({ components }) =>
    Object.assign(components.schemas.Part.properties, { more: {} }),
  "a field of a stream's data is new": ({ components }) =>
    Object.assign(components.schemas.StreamData.properties, { more: {} }),
  "a JSON response names a stream's data too": ({ paths }) =>
    Object.assign(paths[THINGS].get.responses, {
      201: {
        description: 'd',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/StreamData' } } },
      },
    }),
  'a field of an answer is there always': ({ components }) => components.schemas.Thing.required.push('note'),
  'an optional field of a request is new': request((change) => Object.assign(change, { more: { type: 'string' } })),
  'a field of a request is no longer required': ({ components }) => remove(components.schemas.Change, 'required'),
  'a request may be longer': request(({ note }) => (note.maxLength = 200)),
  'a request has further values of an enum': request(({ kind }) => kind.enum.push('bought')),
  'an optional parameter is new': newParameter(false),
  'a parameter allows more': limitParameter({ type: 'integer', maximum: 99 }),
  'a way to authenticate is new': ({ security }) => security.push({ bearerAuth: [], cookieAuth: [] }),
};

async function linesAfter(change: Change): Promise<string[]> {
  const changed = contract();
  change(changed);
  return await breakingChanges(contract(), changed);
}

describe('breaking changes', async () => {
  const missing = (await oasdiff.isPresent()) ? '' : `${oasdiff.name} is missing. ${oasdiff.howToInstall}`;
  it('can be looked for', (context) => {
    if (missing && process.env['CI'] !== 'true') context.skip(missing);
    else assert.equal(missing, '');
  });
  if (missing) return;

  for (const [name, change] of Object.entries(breaking)) {
    it(`are found if ${name}`, async () => assert.notDeepEqual(await linesAfter(change), []));
  }
  for (const [name, change] of Object.entries(harmless)) {
    it(`are none if ${name}`, async () => assert.deepEqual(await linesAfter(change), []));
  }

  it('are named by their operation', async () => {
    const text = 'added the new `bought` enum value to the `kind` response property for the response status `200`';
    assert.deepEqual(await linesAfter(response(({ kind }) => kind.enum.push('bought'))), [
      `GET /things/{id}: ${text}`,
      `PUT /things/{id}: ${text}`,
    ]);
  });
});
