import type { Preferences } from '../api/types.ts';

/** How many people one can ignore: the contract's limit. */
export const MAX_IGNORED = 200;

const NOBODY: ReadonlySet<string> = new Set();
/** Derived once for each list, however many rows read it. */
const derived = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The `sub`s of those whom the user ignores. */
export function ignoredIn({ ignored }: Preferences): ReadonlySet<string> {
  if (!ignored) return NOBODY;
  let subs = derived.get(ignored);
  if (!subs) derived.set(ignored, (subs = new Set(ignored)));
  return subs;
}

/** What has to be stored to ignore somebody, or not any more. Undefined if there is no space for another one. */
export function ignoring(preferences: Preferences, sub: string, ignored: boolean): Preferences | undefined {
  const others = (preferences.ignored ?? []).filter((each) => each !== sub);
  if (!ignored) return { ignored: others };
  return others.length < MAX_IGNORED ? { ignored: [...others, sub] } : undefined;
}
