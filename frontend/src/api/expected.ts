import { answers, streamed } from '../../../generated/types/answers.ts';
import { hasShape, type Shape } from './shape.ts';
import type {
  ChatEvent,
  DetailedChange,
  DetailedSnapshot,
  Preferences,
  PresenceChange,
  PresenceSnapshot,
  Signal,
} from './types.ts';

type Answers = Record<string, Record<string, Shape | null> | undefined>;

const operations = new WeakMap<Response, string>();

/** Records the operation that a response belongs to. */
export function expectAnswer(response: Response, operation: string): void {
  operations.set(response, operation);
}

/**
 * Whether a successful response conforms to the contract. Not every 2xx comes from the chat: a captive portal, a proxy
 * or a cache may answer too, and accepting its answer would lose messages.
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
  signal: Signal;
  snapshot: PresenceSnapshot;
  change: PresenceChange;
  preferences: Preferences;
  detailedSnapshot: DetailedSnapshot;
  detailedChange: DetailedChange;
}

/** Parses the data of a stream's event; throws if it does not conform to the contract. */
export function parseStreamed<Kind extends keyof Streamed>(kind: Kind, data: string): Streamed[Kind] {
  const value: unknown = JSON.parse(data);
  if (!hasShape(value, streamed[kind])) throw new Error(`Invalid ${kind}: ${data.slice(0, 100)}`);
  return value as Streamed[Kind];
}
