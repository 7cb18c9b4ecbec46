import { answers, streamed } from '../../../generated/types/answers.ts';
import { hasShape, type Shape } from './shape.ts';
import type { ChatEvent, PresenceChange, PresenceSnapshot } from './types.ts';

type Answers = Record<string, Record<string, Shape | null> | undefined>;

const operations = new WeakMap<Response, string>();

/** Notes which operation a response answers. */
export function expectAnswer(response: Response, operation: string): void {
  operations.set(response, operation);
}

/**
 * Whether a successful response is what the contract says. Not every 200 comes from the chat: a Wi-Fi's login page, a
 * proxy or a cache answers with success too, and whoever believes it loses messages.
 */
export function isExpected(response: Response, data: unknown): boolean {
  if (data instanceof ReadableStream) return mediaType(response) === 'text/event-stream';
  const expected = (answers as Answers)[operations.get(response) ?? '']?.[response.status];
  if (expected === undefined) return false;
  return expected === null || hasShape(data, expected);
}

function mediaType({ headers }: Response): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}

interface Streamed {
  event: ChatEvent;
  snapshot: PresenceSnapshot;
  change: PresenceChange;
}

/** Reads the `data:` of a stream's event; throws if it is not what the contract says. */
export function parseStreamed<Kind extends keyof Streamed>(kind: Kind, data: string): Streamed[Kind] {
  const value: unknown = JSON.parse(data);
  if (!hasShape(value, streamed[kind])) throw new Error(`Not a ${kind}: ${data.slice(0, 100)}`);
  return value as Streamed[Kind];
}
