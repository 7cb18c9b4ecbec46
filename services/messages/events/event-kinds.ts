import type { components } from '../../../generated/types/messages.ts';
import type { EventFilter } from '../../shared/log/log.ts';

export type EventKind = components['schemas']['Event']['type'];

/** Exhaustive by the compiler. `true`: a client that names no kinds receives it. Never true for a later kind. */
const KINDS: Record<EventKind, boolean> = { created: true, edited: true, deleted: true, cleared: true };

/** Whether this release knows the kind: a later one may log others on the same database. */
export function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(KINDS, kind);
}

const allKinds = Object.keys(KINDS) as EventKind[];
const defaultKinds: EventFilter = allKinds.filter((kind) => KINDS[kind]);
const filters = new Map<string, EventFilter>([[defaultKinds.join(), defaultKinds]]);

/** @param types kinds named by a client; unknown ones are ignored, undefined means the default ones */
export function eventFilter(types?: readonly string[]): EventFilter {
  if (types === undefined) return defaultKinds;
  const kinds = allKinds.filter((kind) => types.includes(kind));
  const key = kinds.join();
  const filter = filters.get(key) ?? kinds;
  filters.set(key, filter);
  return filter;
}
