/**
 * A browser's translation replaces the page's text nodes with `<font>` elements. Lit updates a text by setting `data`
 * on the node in the place of its text node, which has no effect on a `<font>`: the page would stay as it was
 * translated. So setting `data` on a `<font>` replaces it with a text node, which the browser translates again. Nothing
 * else sets `data` on such an element, and the page itself never creates one.
 */
export function followTranslation(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- created by the browser's translation
  Object.defineProperty(HTMLFontElement.prototype, 'data', {
    configurable: true,
    set(this: HTMLElement, text: string) {
      this.replaceWith(text);
    },
  });
}
