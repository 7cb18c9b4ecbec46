/** Who says what in the README's pictures. */
import type { components } from '../../generated/types/users.ts';

type ProfileRequest = components['schemas']['ProfileRequest'];

/** What is said in which room, `@Name` being a mention. A direct room is named by its two people. */
export type Talk = [room: string, name: string, text: string][];

export interface Team {
  chat: string;
  /** Accounts. It is the screen of the first. */
  people: string[];
  guest: string;
  /** Public, if they are not private. */
  rooms: Record<string, { topic?: string; people: string[]; kind?: 'private' }>;
  favourites: string[];
  profiles: Record<string, ProfileRequest>;
  /** What the first has read, and what came since. */
  read: Talk;
  unread: Talk;
  /** The room in the picture. */
  shown: string;
}

export const LAB: Team = {
  chat: 'Harbour Lab',
  people: ['Ada Byron', 'Linus Holm', 'Zoé Blanc', 'Grace Moreau', 'Kenji Mori'],
  guest: 'Samira Haddad',
  rooms: {
    releases: {
      topic: 'What goes out, and when. On call this week: Linus',
      people: ['Ada Byron', 'Linus Holm', 'Zoé Blanc', 'Grace Moreau', 'Kenji Mori', 'Samira Haddad'],
    },
    incidents: { people: ['Ada Byron', 'Kenji Mori'] },
    design: { people: ['Ada Byron', 'Zoé Blanc'] },
    infrastructure: { people: ['Ada Byron', 'Linus Holm'] },
    board: { people: ['Ada Byron', 'Grace Moreau'], kind: 'private' },
    lunch: { people: ['Ada Byron', 'Zoé Blanc', 'Kenji Mori'] },
  },
  favourites: ['releases', 'incidents'],
  profiles: {
    'Zoé Blanc': { status: { emoji: '🏝️', text: 'Away from Friday' } },
    'Kenji Mori': { doNotDisturbUntil: new Date(Date.now() + 3_600_000).toISOString() },
  },
  read: [
    ['general', 'Grace Moreau', 'Good morning, everybody.'],
    ['infrastructure', 'Linus Holm', 'Both replicas have the new certificate.'],
    ['design', 'Zoé Blanc', 'The new icons are in.'],
    ['Ada Byron + Zoé Blanc', 'Zoé Blanc', 'Thanks for the review!'],
    ['Ada Byron + Samira Haddad', 'Ada Byron', 'Welcome to the chat.'],
    ['releases', 'Grace Moreau', 'Release 2.4.0 is going out to production. Two replicas, rolling.'],
    ['releases', 'Ada Byron', 'Morning! Did it go through?'],
    [
      'releases',
      'Linus Holm',
      'Yes, with no failed requests. The log:\nhttps://example.com/harbour-lab/releases/2.4.0',
    ],
    ['releases', 'Linus Holm', 'Remember the secrets if you try it on your own cluster.'],
    ['releases', 'Kenji Mori', '🎉🚀'],
    ['lunch', 'Kenji Mori', 'The café at the pier has soup today.'],
  ],
  unread: [
    [
      'releases',
      'Zoé Blanc',
      'Super, merci ! @Linus Holm can you also look at the latency panel? It went from 14 ms to 11 ms, and I would like to know whether that is the index or just a quiet morning.',
    ],
    ['releases', 'Samira Haddad', '@Ada Byron the client asks when the new search is live. Friday?'],
    ['releases', 'Grace Moreau', 'Friday suits me. I will write the announcement.'],
    ['incidents', 'Kenji Mori', '@Ada Byron the probe of replica 2 is slow again.'],
    ['board', 'Grace Moreau', 'The minutes are in the folder.'],
    ['Ada Byron + Linus Holm', 'Linus Holm', 'Do you have a minute for the index question?'],
  ],
  shown: 'releases',
};

export const ATELIER: Team = {
  chat: 'Atelier du lac',
  people: ['Inès Roux', 'Marcel Petit', 'Zoé Blanc'],
  guest: 'Camille',
  rooms: {
    'pique-nique': {
      topic: 'Samedi midi, au bord du lac',
      people: ['Inès Roux', 'Marcel Petit', 'Zoé Blanc', 'Camille'],
    },
  },
  favourites: [],
  profiles: {},
  read: [
    ['pique-nique', 'Marcel Petit', 'On se retrouve où ?'],
    ['pique-nique', 'Zoé Blanc', 'Au bord du lac, côté saules. Il y a de l’ombre.'],
    ['pique-nique', 'Marcel Petit', 'J’apporte la nappe et une tarte aux abricots.'],
    ['pique-nique', 'Inès Roux', 'Alors moi le fromage et le pain.'],
  ],
  unread: [
    ['pique-nique', 'Zoé Blanc', 'Et moi les fruits !'],
    ['pique-nique', 'Camille', '@Inès Roux tu peux passer me prendre ? 🌿'],
  ],
  shown: 'pique-nique',
};
