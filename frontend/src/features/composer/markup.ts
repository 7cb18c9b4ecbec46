/** What the buttons of the composer put around, or before, the selected text. */
export type Markup = 'bold' | 'italic' | 'code' | 'list' | 'link';

interface Selection {
  text: string;
  start: number;
  end: number;
}

/** Replaces `from` to `to` by `insert`; `start` and `end` are selected afterwards. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

const FENCE = '```';
const ADDRESS = /^https?:\/\/\S+$/i;

/** The change that marks up a selection, or removes its mark if it has it already. */
export function markUp(markup: Markup, selection: Selection): Change {
  const selected = selection.text.slice(selection.start, selection.end);
  switch (markup) {
    case 'bold':
      return wrap(selection, '**', '**');
    case 'italic':
      return wrap(selection, '_', '_');
    case 'code':
      return selected.includes('\n') ? wrap(selection, `${FENCE}\n`, `\n${FENCE}`) : wrap(selection, '`', '`');
    case 'list':
      return list(selection);
    case 'link':
      return link(selection, selected);
  }
}

function wrap({ text, start, end }: Selection, before: string, after: string): Change {
  const selected = text.slice(start, end);
  const [from, to] = [start - before.length, end + after.length];
  if (from >= 0 && text.slice(from, start) === before && text.slice(end, to) === after) {
    return { from, to, insert: selected, start: from, end: from + selected.length };
  }
  const insert = `${before}${selected}${after}`;
  return { from: start, to: end, insert, start: start + before.length, end: end + before.length };
}

/** Whole lines: each becomes an item, or none does if all are items already. */
function list({ text, start, end }: Selection): Change {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const areItems = lines.every((line) => line.startsWith('- '));
  const insert = lines.map((line) => (areItems ? line.slice(2) : `- ${line}`)).join('\n');
  const at = from + insert.length;
  return { from, to, insert, start: lines.length > 1 ? from : at, end: at };
}

/** The part that is still missing is selected: the words, or the address. */
function link({ start, end }: Selection, selected: string): Change {
  const isAddress = ADDRESS.test(selected);
  const [words, address] = isAddress ? ['', selected] : [selected, 'https://'];
  const insert = `[${words}](${address})`;
  const missing = start + 1 + (words === '' ? 0 : words.length + 2);
  const length = words === '' ? 0 : address.length;
  return { from: start, to: end, insert, start: missing, end: missing + length };
}
