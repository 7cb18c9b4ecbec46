import type { operations } from '../../generated/types/messages.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { streamEvents } from './events/stream-events.ts';
import { clearMessages } from './messages/clear-messages.ts';
import { deleteMessage } from './messages/delete-message.ts';
import { editMessage } from './messages/edit-message.ts';
import { listMessages } from './messages/list-messages.ts';
import { postMessage } from './messages/post-message.ts';
import type { MessageService } from './service.ts';

export function createHandlers(service: MessageService): OwnHandlers<operations> {
  return {
    listMessages: (request) => listMessages(service, request),
    postMessage: (request) => postMessage(service, request),
    editMessage: (request) => editMessage(service, request),
    deleteMessage: (request) => deleteMessage(service, request),
    clearMessages: (request) => clearMessages(service, request),
    streamEvents: (request) => streamEvents(service, request),
  };
}
