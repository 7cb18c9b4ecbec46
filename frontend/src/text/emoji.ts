const EMOJI = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{fe0f}\u{200d}\s]+$/u;
const FEW = 3;
/** No emoji takes more UTF-16 units than this. */
const LONGEST = 16;

/** Whether a text is nothing but a few emoji. */
export function isEmoji(text: string): boolean {
  if (text.length > FEW * LONGEST || !EMOJI.test(text)) return false;
  return [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length <= FEW;
}
