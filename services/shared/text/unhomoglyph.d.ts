/** The package has no types of its own. */
declare module 'unhomoglyph' {
  function unhomoglyph(text: string): string;
  export = unhomoglyph;
}
