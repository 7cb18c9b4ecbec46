import type { components } from '../../../generated/types/messages.ts';
import type { EventFilter } from '../../shared/log/log.ts';

export type EventKind = components['schemas']['Event']['type'];
export type Signal = components['schemas']['Signal'];

/** Exhaustive by the compiler. `true`: a client that names no kinds receives it. Never true for a later kind. */
const KINDS: Record<EventKind, boolean> = {
  created: true,
  edited: true,
  deleted: true,
  cleared: true,
  'member-joined': false,
  'member-left': false,
  'member-changed': false,
  'room-changed': false,
};

/** Exhaustive by the compiler. They are not in the log, and only for those who name them. */
const SIGNALS: Record<Signal['type'], true> = { read: true, membership: true, typing: true };

/** Whether this release knows the kind: a later one may log others on the same database. */
export function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(KINDS, kind);
}

const allKinds = Object.keys(KINDS) as EventKind[];
const defaultKinds: EventFilter = allKinds.filter((kind) => KINDS[kind]);
const allSignals = Object.keys(SIGNALS);
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

/** @param types kinds named by a client */
export function signalFilter(types: readonly string[] = []): EventFilter {
  return allSignals.filter((kind) => types.includes(kind));
}
