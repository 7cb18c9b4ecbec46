/**
 * A browser's translation puts `<font>` elements in the place of the page's text nodes. Lit writes a changed text into
 * the node that stands where its own text node stood, by `data`: on a `<font>` that would change nothing, and the page
 * would freeze as it was translated. So a `<font>` that is given `data` makes room for the text again; the browser
 * translates that in turn. Nothing else sets `data` on such an element, which the page itself never makes.
 */
export function followTranslation(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what a translator makes
  Object.defineProperty(HTMLFontElement.prototype, 'data', {
    configurable: true,
    set(this: HTMLElement, text: string) {
      this.replaceWith(text);
    },
  });
}
