import { Bot } from './api.ts';
import { uniqueName, uniqueText } from './names.ts';

/** Several people talk, so that what one of them may send in a minute is enough. */
const AUTHORS = 10;

/** Fills the room with so many messages; answers their texts. */
export async function seedHistory(count: number): Promise<string[]> {
  const authors = await Promise.all(Array.from({ length: AUTHORS }, () => Bot.login(uniqueName('Author'))));
  const texts: string[] = [];
  while (texts.length < count) {
    const said = authors.map((author, index) => sayOne(author, texts.length + index));
    texts.push(...(await Promise.all(said)));
  }
  return texts;
}

async function sayOne(author: Bot, number: number): Promise<string> {
  const text = uniqueText(`Message ${number}`);
  await author.say(number % 7 === 0 ? `${text}\nIn several lines,\nas people write.` : text);
  return text;
}
