/** What the user can do with a room, in the menu of its header. */
import { msg, str } from '@lit/localize';
import type { Level, MyRoom, Session } from '../../api/types.ts';
import { HOUR_MS } from '../../state/timer.ts';
import { GENERAL } from '../../stores/general.ts';
import { isMuted } from '../../stores/room-counts.ts';
import {
  addPersonIcon,
  archiveIcon,
  bellIcon,
  deleteIcon,
  editIcon,
  linkIcon,
  logoutIcon,
  mutedIcon,
} from '../../ui/icons.ts';
import type { MenuGroup, MenuItem } from '../../ui/menu-button.ts';
import { emit } from '../events.ts';

/** What the user may do in a room that they are in, as the server decides it. */
export function rightsIn({ id, kind, role, archived }: MyRoom, { roles }: Session) {
  const admin = roles.includes('admin');
  const account = !roles.includes('guest');
  const manages = kind !== 'direct' && (role === 'owner' || admin);
  const named = manages && id !== GENERAL;
  return {
    /** Rename, describe, archive and restore it. */
    manage: named,
    /** Change roles and remove people. */
    members: named && !archived,
    add: id !== GENERAL && !archived && (kind === 'public' ? account : kind === 'private' && manages),
    /** By a link. */
    invite: !archived && account && (id === GENERAL ? admin : kind === 'public' || (kind === 'private' && manages)),
    clear: id === GENERAL ? admin : manages,
    leave: id !== GENERAL && kind !== 'direct',
  };
}

export function roomMenu(from: HTMLElement, room: MyRoom, person: Session, now: number): MenuGroup[] {
  const may = rightsIn(room, person);
  const muted = room.level !== 'none' && isMuted(room, now);
  return [
    {
      items: [
        ...when(may.add, () => ({
          label: msg('Add people'),
          icon: addPersonIcon,
          run: () => emit(from, 'room-dialog-open', { dialog: 'add-people', room }),
        })),
        ...when(may.invite, () => ({
          label: msg('Invite by link'),
          icon: linkIcon,
          run: () => emit(from, 'room-dialog-open', { dialog: 'invite', room }),
        })),
        ...when(may.manage && !room.archived, () => ({
          label: msg('Name and topic'),
          icon: editIcon,
          run: () => emit(from, 'room-dialog-open', { dialog: 'room-details', room }),
        })),
      ],
    },
    {
      label: msg('Notify me of'),
      items: levels().map(({ level, label }) => ({
        label,
        checked: !muted && room.level === level,
        run: () => emit(from, 'membership-change', { room: room.id, level, mutedUntil: null }),
      })),
    },
    {
      items: muted
        ? [
            {
              label: msg('Unmute'),
              icon: bellIcon,
              run: () => emit(from, 'membership-change', { room: room.id, mutedUntil: null }),
            },
          ]
        : when(room.level !== 'none', () => ({
            label: msg('Mute for 8 hours'),
            icon: mutedIcon,
            run: () =>
              emit(from, 'membership-change', {
                room: room.id,
                mutedUntil: new Date(now + 8 * HOUR_MS).toISOString(),
              }),
          })),
    },
    {
      items: [
        ...when(room.kind === 'direct', () => ({
          label: msg('Hide until the next message'),
          icon: archiveIcon,
          run: () => emit(from, 'room-hide', room.id),
        })),
        ...when(may.manage, () => ({
          label: room.archived ? msg('Restore the room') : msg('Archive the room'),
          icon: archiveIcon,
          run: () => emit(from, 'room-archive', room),
        })),
        ...when(may.leave, () => ({
          label: msg('Leave the room'),
          icon: logoutIcon,
          run: () => emit(from, 'room-leave', room),
        })),
        ...when(may.clear, () => ({
          label: msg('Clear the room'),
          icon: deleteIcon,
          danger: true,
          run: () => emit(from, 'room-clear'),
        })),
      ],
    },
  ];
}

/** The text of the question before somebody leaves a room. */
export function leaveText(room: MyRoom): string {
  return room.kind === 'public'
    ? msg('You can join again at any time.')
    : msg(str`Only an owner of ${room.name} can add you again.`);
}

const when = (shown: boolean, item: () => MenuItem): MenuItem[] => (shown ? [item()] : []);

const levels = (): { level: Level; label: string }[] => [
  { level: 'all', label: msg('All messages') },
  { level: 'mentions', label: msg('Mentions') },
  { level: 'none', label: msg('Nothing') },
];
