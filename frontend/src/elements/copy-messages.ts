/** What a copied message is headed with. */
export interface Heading {
  name: string;
  time: string;
}

/**
 * What is selected of several messages, each as "Name, time" above its text: on the screen names stand once per turn,
 * and one's own not at all. Undefined where the selection is within one message: that is copied as it is.
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

/** Chromium tells of a selection in a shadow root by that root alone, other browsers by the document. */
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
