import { Bot } from './api.ts';
import { uniqueName, uniqueText } from './names.ts';

/** Several people talk, so that what one of them may send in a minute is enough. */
const AUTHORS = 10;

/** Fills the room with so many messages; answers their texts. */
export async function seedHistory(count: number): Promise<string[]> {
  const authors = await Promise.all(Array.from({ length: AUTHORS }, () => Bot.login(uniqueName('Author'))));
  const texts: string[] = [];
  while (texts.length < count) {
    for (const author of authors) {
      const text = uniqueText(`Message ${texts.length}`);
      await author.say(texts.length % 7 === 0 ? `${text}\nIn several lines,\nas people write.` : text);
      texts.push(text);
    }
  }
  return texts;
}
