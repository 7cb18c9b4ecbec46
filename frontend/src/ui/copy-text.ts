/** Puts a text on the clipboard. Returns whether it is there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** The clipboard API is missing in an insecure context, such as a chat at http://192.168.1.2. */
function copyByCommand(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('copy', put, true);
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way in such a context
    return document.execCommand('copy');
  } finally {
    window.removeEventListener('copy', put, true);
  }
}
