import type { components } from '../../generated/types/messages.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import type { Bot } from './support/api.ts';
import { uniqueName } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

type Message = components['schemas']['Message'];

interface Counts {
  unread: number;
  mentions: number;
  /** By room. */
  badges: Record<string, number>;
}

const ACTS = 15;

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and requests that fail offline.
  watch.allow(/status of 4/);
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
});

/** What the title and the sidebar of a page say. */
async function countsOn(device: Person, names: readonly string[]): Promise<Counts> {
  const title = await device.page.title();
  const badges = names.map(async (name) => {
    const text = (await device.roomLink(name).textContent()) ?? '';
    return [name, Number(/(\d+) (?:mention|new message)/.exec(text)?.[1] ?? 0)] as const;
  });
  return {
    unread: Number(/\((\d+)\)/.exec(title)?.[1] ?? 0),
    mentions: Number(/@(\d+)/.exec(title)?.[1] ?? 0),
    badges: Object.fromEntries(await Promise.all(badges)),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** What the server counts, after comparing it with a count by hand. */
async function countsOf(person: Bot): Promise<Counts> {
  const rooms = await person.rooms();
  for (const { id, marker, joinedSeq, unread, mentions } of rooms) {
    const isUnread = ({ seq, sub, deletedAt }: Message) =>
      seq > Math.max(marker, joinedSeq) && sub !== person.sub && deletedAt === undefined;
    const missed = (await person.history(id)).filter(isUnread);
    const naming = missed.filter((message) =>
      message.mentions?.some(({ sub }) => sub === undefined || sub === person.sub),
    );
    expect({ unread, mentions }, id).toEqual({ unread: missed.length, mentions: naming.length });
  }
  return {
    unread: sum(rooms.map(({ unread }) => unread)),
    mentions: sum(rooms.map(({ mentions }) => mentions)),
    badges: Object.fromEntries(rooms.map(({ name, mentions }) => [name, mentions])),
  };
}

test('two devices show the counts of the server, and these a count by hand, whatever happens', async ({
  visit,
}, info) => {
  test.slow();
  const { seed, random } = seededRandom();
  info.annotations.push({ type: 'seed', description: String(seed) });
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  const [laptop, tablet, ada, ben] = [
    await visit(),
    await visit(),
    await createMember('Ada'),
    await createMember('Ben'),
  ];
  const names = [uniqueName('tea'), uniqueName('cake'), uniqueName('milk')];
  const rooms = await Promise.all(names.map((name) => ben.createRoom(name)));
  for (const room of rooms) await ada.join(room);
  for (const device of [laptop, tablet]) {
    await device.login(ada.name, PASSWORD);
    // Where no room is shown, nothing is read but on purpose.
    await device.page.goto('/inbox');
    for (const name of names) await expect(device.roomLink(name)).toBeVisible();
  }

  const sent: Message[] = [];
  const say = async (room: string) => {
    const mentions = pick([[], [{ sub: ada.sub, as: 'Ada' }], [{ as: 'room' }]]);
    sent.push(await ben.say(`@Ada @room ${random()}`, room, mentions));
  };
  const act = async () => {
    const [room, dice] = [pick(rooms), random()];
    const one = sent.length > 0 ? pick(sent) : undefined;
    if (dice < 0.5 || !one) return say(room);
    if (dice < 0.6) return ben.edit(one.id, `@Ada ${random()}`, pick([[], [{ sub: ada.sub, as: 'Ada' }]]));
    if (dice < 0.7) {
      sent.splice(sent.indexOf(one), 1);
      return ben.remove(one.id);
    }
    if (dice < 0.72) {
      sent.splice(0, sent.length, ...sent.filter((message) => message.room !== room));
      return ben.clear(room);
    }
    if (dice < 0.9) return ada.mark(one.room, one.seq, random() < 0.4);
    await ada.leave(room);
    return ada.join(room);
  };
  const actAll = async () => {
    for (let count = 0; count < ACTS; count += 1) await act();
  };
  const compare = async () => {
    const { unread, mentions, badges } = await countsOf(ada);
    const expected = { unread, mentions, badges: Object.fromEntries(names.map((name) => [name, badges[name]])) };
    for (const device of [laptop, tablet]) await expect.poll(() => countsOn(device, names)).toEqual(expected);
  };

  await actAll();
  await compare();

  await test.step('one device is offline meanwhile', async () => {
    await tablet.page.context().setOffline(true);
    await actAll();
    await tablet.page.context().setOffline(false);
    await compare();
  });

  await test.step('one device reads a room, and the other reloads', async () => {
    await actAll();
    await laptop.openRoom(pick(names));
    await laptop.page.goto('/inbox');
    await tablet.page.reload();
    await compare();
  });
});
