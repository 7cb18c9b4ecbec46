import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.ts';
import { boundsOf } from './bounds.ts';
import { operationTable, resolverOf } from './operation-table.ts';
import type { Operation, Spec } from './spec.ts';

/*
 * Own JSON body reader: express.json decodes invalid UTF-8 to replacement characters (in passwords too), and takes more
 * time than everything else in a small request.
 */

const MAX_BODY_BYTES = 65_536;
/** This much of an oversized body is read and discarded, so that the client gets the response instead of a reset. */
const MAX_DISCARDED_BYTES = 1_048_576;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;
const CHARSET = /;[ \t]*charset[ \t]*=[ \t]*"?([^\s";]*)/i;
const UTF8 = /^utf-?8$/i;

function tooLarge(close: boolean): Problem {
  return new Problem('payload-too-large', `The body is limited to ${MAX_BODY_BYTES} bytes.`, {
    ...(close ? { headers: { Connection: 'close' } } : {}),
  });
}

/** Throws `unsupported-media-type` unless the request declares its body as JSON in UTF-8. */
function assertJson({ headers }: IncomingMessage): void {
  const type = headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    throw new Problem('unsupported-media-type', 'Send JSON, with "Content-Type: application/json".');
  }
  const charset = CHARSET.exec(type)?.[1] ?? 'utf-8';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!UTF8.test(charset) || encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send uncompressed JSON in UTF-8.');
  }
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES) throw tooLarge(true);
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks = [];
      if (size > MAX_DISCARDED_BYTES) reject(tooLarge(true));
    });
    request.once('end', () => {
      if (size > MAX_BODY_BYTES) reject(tooLarge(false));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size));
    });
    request.once('error', () => reject(new Problem('malformed-body', 'The body ended early. Send it again.')));
  });
}

/** Throws `unsupported-media-type`, `payload-too-large` or `malformed-body`. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  assertJson(request);
  const bytes = await readBytes(request);
  if (!isUtf8(bytes)) throw new Problem('malformed-body', 'The body is not UTF-8. Encode it in UTF-8.');
  const start = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  try {
    return JSON.parse(bytes.toString('utf8', start)) as unknown;
  } catch {
    throw new Problem('malformed-body', 'The body could not be parsed as JSON. Check it with a JSON validator.');
  }
}

const JSON_BODY = 'application/json';

/**
 * Reads the body of operations that have one in the contract, and refuses it if it exceeds the contract's bounds. All
 * other bodies are ignored.
 */
export function bodyReader(spec: Spec): (operation: Operation, request: IncomingMessage) => Promise<unknown> {
  const resolve = resolverOf(spec);
  const bounds = boundsOf(spec);
  const table = operationTable(spec, ({ requestBody }) => {
    const schema = requestBody && resolve(requestBody).content[JSON_BODY]?.schema;
    return { check: schema && bounds(schema) };
  });
  return async (operation, request) => {
    const { check } = table(operation);
    if (!check) {
      delete request.headers['content-type'];
      return undefined;
    }
    const body = await readJson(request);
    check(body, '/body');
    // The validator compiles and keeps the schema for every spelling of the type, at 0.1 s each.
    request.headers['content-type'] = JSON_BODY;
    return body;
  };
}
