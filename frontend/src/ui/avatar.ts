import { html, type TemplateResult } from 'lit';
import { initials } from '../text/format.ts';

const HUES = 12;
const PATTERNS = ['plain', 'half', 'quarter', 'third'] as const;
/** Smaller avatars have room for one letter only. */
const TWO_LETTERS_FROM = 28;

interface AvatarOptions {
  /** In pixels, with a text of 16. */
  size?: 20 | 24 | 28 | 32 | 36 | 56;
  /** A dot, or a ring; offline shows nothing. The text beside it has to say the same in words. */
  presence?: 'online' | 'away' | 'dnd' | undefined;
  /** Bots are squares. */
  bot?: boolean;
}

/** The classes of the hue and the pattern, derived from the `sub` of an account or from the name of a guest. */
export function look(seed: string): string {
  let hash = 0;
  for (const character of seed) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  const pattern = PATTERNS[Math.floor(hash / HUES) % PATTERNS.length] ?? 'plain';
  return `hue-${hash % HUES} ${pattern}`;
}

export function avatar(seed: string, name: string, { size = 36, presence, bot }: AvatarOptions = {}): TemplateResult {
  const classes = ['avatar', look(seed), `size-${size}`, presence, bot === true ? 'bot' : undefined];
  const letters = initials(name, size < TWO_LETTERS_FROM ? 1 : 2);
  return html`<span class=${classes.filter(Boolean).join(' ')} aria-hidden="true"><span>${letters}</span></span>`;
}
