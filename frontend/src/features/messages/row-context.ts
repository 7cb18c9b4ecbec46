import type { Session } from '../../api/types.ts';
import type { Entry } from '../../stores/entry.ts';
import { emit } from '../events.ts';

/** The data and callbacks of a row. Rows are templates, not elements: the list measures them as it renders them. */
export interface RowContext {
  own: (entry: Entry) => boolean;
  mayDelete: (entry: Entry) => boolean;
  isAdmin: (entry: Entry) => boolean;
  nameOf: (entry: Entry) => string;
  /** The one row in the tab order; the arrow keys move on from there (roving tabindex). */
  active: string | undefined;
  editing: string | undefined;
  edit: (entry: Entry) => void;
  remove: (entry: Entry) => void;
  /** Opens the message's actions in a sheet, for touch screens. */
  choose: (entry: Entry) => void;
  retry: (entry: Entry) => void;
  discard: (entry: Entry) => void;
}

interface Reader {
  person: Session;
  names: ReadonlyMap<string, string>;
  administrators: ReadonlySet<string>;
  active: string | undefined;
  editing: string | undefined;
}

/** The row context of a list; the list dispatches the rows' requests as events. */
export function rowContext(list: HTMLElement, reader: Reader): RowContext {
  const { person, names, administrators, active, editing } = reader;
  const context: RowContext = {
    own: (entry) => entry.sub === person.sub,
    mayDelete: () => person.roles.includes('admin'),
    isAdmin: (entry) => administrators.has(entry.sub),
    nameOf: (entry) => names.get(entry.sub) ?? entry.username,
    active,
    editing,
    edit: (entry) => emit(list, 'edit-begin', entry),
    remove: (entry) => emit(list, 'message-delete', entry),
    choose(entry) {
      const actions = actionsOn(entry, context);
      if (actions.edit || actions.remove) emit(list, 'actions-open', { entry, ...actions });
    },
    retry: ({ id }) => emit(list, 'message-retry', id),
    discard: ({ id }) => emit(list, 'message-discard', id),
  };
  return context;
}

/** The actions that the user may take on a message. */
export function actionsOn(entry: Entry, { own, mayDelete }: RowContext): { edit: boolean; remove: boolean } {
  const sent = entry.state === 'sent';
  return { edit: sent && own(entry), remove: sent && (own(entry) || mayDelete(entry)) };
}
