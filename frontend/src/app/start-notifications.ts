import { msg, str } from '@lit/localize';
import type { Message, MyRoom } from '../api/types.ts';
import { notificationsWanted } from '../features/notifications/notification-offer.ts';
import { peopleBySub, presenceOf } from '../features/people/presence-of.ts';
import { roomName } from '../features/room/room-names.ts';
import type { Chat } from '../live/chat.ts';
import { Notifier } from '../live/notifications.ts';
import { DesktopNotifications, type DesktopNotification } from '../state/desktop-notifications.ts';
import { navigate } from '../state/navigation.ts';
import { playNotificationSound } from '../state/notification-sound.ts';
import { pathOf, routeOf } from '../state/routes.ts';
import { ignoredIn } from '../stores/ignored.ts';
import type { Names } from '../stores/people.ts';
import { excerpt } from '../text/room-links.ts';

/** The beginning of a long text is enough. */
const SHOWN_CHARACTERS = 200;

/** Notifies of the chat's messages with the notifications of the operating system. */
export function startNotifications(chat: Chat, me: string): { notifier: Notifier; stop: () => void } {
  const desktop = new DesktopNotifications((path) => navigate(routeOf(path)));
  const { roomList, connection, presence, people, preferences } = chat;
  const notifier = new Notifier({
    me,
    roomList,
    surface: {
      get allowed() {
        return desktop.allowed;
      },
      show(message, room) {
        void desktop.show(describe(message, room, people.names.peek()));
        if (preferences.value.peek().sound !== false) void playNotificationSound();
      },
      close: (id) => void desktop.close(id),
    },
    isLeading: () => connection.isLeading,
    lookedAt: () => connection.lookedAt,
    doNotDisturb: () => presenceOf(peopleBySub(presence.value.peek()).get(me), Date.now()) === 'dnd',
    isIgnored: (sub) => ignoredIn(preferences.value.peek()).has(sub),
    onMention: () => (notificationsWanted.value = true),
  });
  return {
    notifier,
    stop() {
      notifier.stop();
      desktop.stop();
    },
  };
}

function describe({ id, sub, username, message, room, seq }: Message, info: MyRoom, names: Names): DesktopNotification {
  const sender = names.get(sub) ?? username;
  const name = roomName(info, names);
  const title = info.kind === 'direct' ? sender : msg(str`${sender} in ${name}`);
  return { tag: id, title, body: excerpt(message, SHOWN_CHARACTERS), path: pathOf({ name: 'room', room, seq }) };
}
