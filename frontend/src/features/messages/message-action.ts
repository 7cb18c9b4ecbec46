import { msg } from '@lit/localize';
import type { TemplateResult } from 'lit';
import { linkOf } from '../../state/navigation.ts';
import { copyIcon, deleteIcon, editIcon, linkIcon } from '../../ui/icons.ts';
import { withoutRoomLinks } from '../../text/room-links.ts';
import type { RowContext } from './row-context.ts';
import type { MessageRow } from './rows.ts';

/** Something that the user can do with a message: a button of the toolbar, and of the sheet on a touch screen. */
export interface MessageAction {
  name: string;
  icon: TemplateResult;
  run: () => void;
  danger?: boolean;
}

/** The actions that the user may take on a message. A message that is not sent yet has its own buttons. */
export function actionsOn(row: MessageRow, context: RowContext): MessageAction[] {
  const { entry, message } = row;
  if (entry.state !== 'sent' || !message) return [];
  const link = linkOf({ name: 'room', room: message.room, seq: message.seq });
  const actions: MessageAction[] = [
    ...context.moreActions(message),
    {
      name: msg('Copy text'),
      icon: copyIcon,
      run: () => context.copy(withoutRoomLinks(entry.text), msg('Text copied')),
    },
    { name: msg('Copy link'), icon: linkIcon, run: () => context.copy(link, msg('Link copied')) },
  ];
  if (context.own(entry)) {
    actions.push({ name: msg('Edit message'), icon: editIcon, run: () => context.edit(entry) });
  }
  if (context.own(entry) || context.mayDelete(entry)) {
    actions.push({ name: msg('Delete message'), icon: deleteIcon, run: () => context.remove(entry), danger: true });
  }
  return actions;
}
