import { randomUUID } from 'node:crypto';
import { startProduct, type Product } from '../../local/product.ts';
import { urlFor } from '../../services/bootstrap/bootstrap.ts';
import { fill } from '../history/fill.ts';
import type { Run } from '../suite.ts';
import { fillRooms, type RoomsOf } from '../support/members.ts';

/** As many messages in each room as the page loads at once. */
const MESSAGES = 50;

/** The product with its page, and a database in which nobody has written. */
export async function startChat({ folder, cleanup }: Run): Promise<Product> {
  const settings = { NODE_ENV: 'production', LOG_LEVEL: 'warn', DATABASE_URL: '', GUEST_LOGIN: 'on' };
  const product = await startProduct({ dataDir: folder, ports: 0, env: { ...process.env, ...settings } });
  cleanup.add(() => product.stop());
  return product;
}

/** Makes rooms full of messages that everybody has read; each person gets the first ones. Returns the rooms. */
export async function fillChat({ adminUrl }: Product, countOf: ReadonlyMap<string, number>): Promise<string[]> {
  const rooms = Array.from({ length: Math.max(...countOf.values()) }, () => randomUUID());
  const url = urlFor(adminUrl, { database: 'chat' });
  await fill(url, { messages: MESSAGES * rooms.length, rooms });
  const roomsOf: RoomsOf = new Map([...countOf].map(([sub, count]) => [sub, rooms.slice(0, count)]));
  await fillRooms(url, roomsOf);
  return rooms;
}
