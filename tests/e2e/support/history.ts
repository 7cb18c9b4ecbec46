import { Bot } from './api.ts';
import { uniqueName, uniqueText } from './names.ts';

/** Several users send, so that each stays below the rate limit per minute. */
const AUTHORS = 10;

/** Fills the room with the number of messages. Returns their texts. */
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
