import type { Message, Session } from '../../api/types.ts';
import type { Entry } from '../../stores/entry.ts';
import { ignoredIn } from '../../stores/ignored.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { emit } from '../events.ts';
import { roomName } from '../room/room-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import type { Folding } from './fold.ts';
import { isMentioned } from './mentions.ts';
import { actionsOn, type MessageAction } from './message-action.ts';
import type { MessageRow } from './rows.ts';

/** Further actions of a message, before those that the list has itself. */
export type MoreActions = (message: Message) => readonly MessageAction[];

/** The data and callbacks of a row. Rows are templates, not elements: the list measures them as it renders them. */
export interface RowContext {
  /** The reader's `sub`. */
  me: string;
  own: (entry: Entry) => boolean;
  mayDelete: (entry: Entry) => boolean;
  isAdmin: (entry: Entry) => boolean;
  /** The reader does not want to see what its author writes. */
  isIgnored: (entry: Entry) => boolean;
  nameOf: (entry: Entry) => string;
  /** The present name of a room that the reader is in. */
  roomNameOf: (id: string) => string | undefined;
  mentionsMe: (row: MessageRow) => boolean;
  /** The one row in the tab order; the arrow keys move on from there (roving tabindex). */
  active: string | undefined;
  editing: string | undefined;
  /** The row that a link led to. */
  target: string | undefined;
  /** The characters that fit on a line. */
  columns: number;
  /** Small avatars, of one letter. */
  compact: boolean;
  folding: Folding;
  moreActions: MoreActions;
  /** Shows who wrote it. */
  showAuthor: (entry: Entry) => void;
  /** Copies a text, and confirms it. */
  copy: (text: string, confirmation: string) => void;
  edit: (entry: Entry) => void;
  remove: (entry: Entry) => void;
  /** Opens the message's actions in a sheet, for touch screens. Returns whether there are any. */
  choose: (row: MessageRow) => boolean;
  retry: (entry: Entry) => void;
  discard: (entry: Entry) => void;
}

/** The list's properties that its rows depend on. */
interface ListProperties extends Pick<RowContext, 'editing' | 'moreActions'> {
  person: Session;
  names: ReadonlyMap<string, string>;
  administrators: ReadonlySet<string>;
  preferences: PreferenceStore;
  list: RoomList;
}

interface ListState extends Pick<RowContext, 'active' | 'target' | 'columns' | 'compact' | 'folding'> {
  confirm: (text: string) => void;
}

/** The row context of a list; the list dispatches the rows' requests as events. */
export function rowContext(list: HTMLElement & ListProperties, { confirm, ...state }: ListState): RowContext {
  const { person, names, administrators, editing, moreActions } = list;
  const ignored = ignoredIn(list.preferences.value.value);
  const context: RowContext = {
    ...state,
    editing,
    moreActions,
    me: person.sub,
    own: (entry) => entry.sub === person.sub,
    mayDelete: () => person.roles.includes('admin'),
    isAdmin: (entry) => administrators.has(entry.sub),
    isIgnored: (entry) => ignored.has(entry.sub),
    nameOf: (entry) => names.get(entry.sub) ?? entry.username,
    roomNameOf: (id) => {
      const room = list.list.find(id);
      return room && roomName(room, names);
    },
    mentionsMe: ({ entry, message }) => entry.sub !== person.sub && isMentioned(person.sub, message?.mentions ?? []),
    copy: (text, confirmation) => void copyText(text).then((copied) => copied && confirm(confirmation)),
    showAuthor: (entry) =>
      emit(list, 'person-open', { sub: entry.sub, name: context.nameOf(entry), guest: entry.guest }),
    edit: (entry) => emit(list, 'edit-begin', entry),
    remove: (entry) => emit(list, 'message-delete', entry),
    choose(row) {
      const actions = actionsOn(row, context);
      if (actions.length > 0) emit(list, 'actions-open', { entry: row.entry, actions });
      return actions.length > 0;
    },
    retry: ({ id }) => emit(list, 'message-retry', id),
    discard: ({ id }) => emit(list, 'message-discard', id),
  };
  return context;
}
