/** The heading of a copied message. */
export interface Heading {
  name: string;
  time: string;
}

/**
 * The selected text of several messages, each as "Name, time" above its text: the page shows names once per turn.
 * Undefined if the selection is within one message: the browser copies that.
 */
export function copiedMessages(root: ShadowRoot, headingOf: (key: string) => Heading | undefined): string | undefined {
  const range = selectedRange(root);
  if (!range) return undefined;
  const rows = [...root.querySelectorAll<HTMLElement>('.message')].filter((row) => range.intersectsNode(row));
  const copied = rows.flatMap((row) => {
    const text = selectedText(range, row);
    const heading = headingOf(row.dataset['key'] ?? '');
    return text === '' || !heading ? [] : [`${heading.name}, ${heading.time}\n${text}`];
  });
  return copied.length > 1 ? copied.join('\n\n') : undefined;
}

/** Chromium exposes a selection in a shadow root only through that root, other browsers through the document. */
function selectedRange(root: ShadowRoot): Range | undefined {
  const { getSelection } = root as { getSelection?: () => Selection | null };
  const selection = getSelection ? getSelection.call(root) : document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined;
  return selection.getRangeAt(0);
}

function selectedText(range: Range, row: HTMLElement): string {
  const text = row.querySelector('.text');
  if (!text) return '';
  const part = document.createRange();
  part.selectNodeContents(text);
  if (!range.intersectsNode(text)) return '';
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0) {
    part.setStart(range.startContainer, range.startOffset);
  }
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString();
}
