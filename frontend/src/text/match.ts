/** Finds names by what somebody types: without case, accents and width. */

export interface Match {
  /** Smaller is better: the name starts so, one of its words does, or it is inside. */
  rank: number;
  /** The part of the name that matches. */
  start: number;
  end: number;
}

/** Every character of a text without case, accents and width, and where it stands in the text. */
function fold(text: string): { folded: string; positions: number[] } {
  let folded = '';
  const positions: number[] = [];
  let index = 0;
  for (const character of text) {
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) positions.push(index);
    folded += plain;
    index += character.length;
  }
  positions.push(index);
  return { folded, positions };
}

/** Where a query matches a name, if it does; an empty one matches everything. */
export function match(name: string, query: string): Match | undefined {
  const { folded, positions } = fold(name);
  const wanted = fold(query.trim()).folded;
  const at = bestIndex(folded, wanted);
  if (at < 0) return undefined;
  const rank = at === 0 ? 0 : isWordStart(folded, at) ? 1 : 2;
  return { rank, start: positions[at] ?? 0, end: positions[at + wanted.length] ?? name.length };
}

/** The first place where a word starts so, or any. */
function bestIndex(text: string, wanted: string): number {
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    if (isWordStart(text, at)) return at;
  }
  return text.indexOf(wanted);
}

const isWordStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));

/** The items whose name matches, the best first, otherwise in their order. */
export function search<Item>(
  items: readonly Item[],
  query: string,
  nameOf: (item: Item) => string,
  limit: number,
): { item: Item; found: Match }[] {
  return items
    .flatMap((item) => {
      const found = match(nameOf(item), query);
      return found ? [{ item, found }] : [];
    })
    .sort((one, other) => one.found.rank - other.found.rank)
    .slice(0, limit);
}
