import type { operations } from '../../generated/types/messages.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { streamEvents } from './events/stream-events.ts';
import { acceptInvite } from './invites/accept-invite.ts';
import { createInvite } from './invites/create-invite.ts';
import { inspectInvite } from './invites/inspect-invite.ts';
import { listAllInvites } from './invites/list-all-invites.ts';
import { listInvites } from './invites/list-invites.ts';
import { previewInvite } from './invites/preview-invite.ts';
import { revokeInvite } from './invites/revoke-invite.ts';
import { clearMessages } from './messages/clear-messages.ts';
import { deleteMessage } from './messages/delete-message.ts';
import { editMessage } from './messages/edit-message.ts';
import { listMessages } from './messages/list-messages.ts';
import { markAllRead } from './reading/mark-all-read.ts';
import { markRead } from './reading/mark-read.ts';
import { sendTyping } from './reading/send-typing.ts';
import { postMessage } from './messages/post-message.ts';
import { listMentions } from './messages/list-mentions.ts';
import { addMember } from './members/add-member.ts';
import { peopleOf } from './members/people-of.ts';
import { listMembers } from './members/list-members.ts';
import { removeMember } from './members/remove-member.ts';
import { updateMember } from './members/update-member.ts';
import { browseRooms } from './rooms/browse-rooms.ts';
import { clearRoom } from './rooms/clear-room.ts';
import { createRoom } from './rooms/create-room.ts';
import { getRoom } from './rooms/get-room.ts';
import { listCommonRooms } from './rooms/list-common-rooms.ts';
import { listRooms } from './rooms/list-rooms.ts';
import { openDirect } from './rooms/open-direct.ts';
import { updateMembership } from './rooms/update-membership.ts';
import { updateRoom } from './rooms/update-room.ts';
import type { MessageService } from './service.ts';

export function createHandlers(service: MessageService): OwnHandlers<operations> {
  return {
    listMessages: (request) => listMessages(service, request),
    postMessage: (request) => postMessage(service, request),
    editMessage: (request) => editMessage(service, request),
    deleteMessage: (request) => deleteMessage(service, request),
    clearMessages: (request) => clearMessages(service, request),
    listMentions: (request) => listMentions(service, request),
    listRooms: (request) => listRooms(service, request),
    browseRooms: (request) => browseRooms(service, request),
    listCommonRooms: (request) => listCommonRooms(service, request),
    createRoom: (request) => createRoom(service, request),
    getRoom: (request) => getRoom(service, request),
    updateRoom: (request) => updateRoom(service, request),
    clearRoom: (request) => clearRoom(service, request),
    updateMembership: (request) => updateMembership(service, request),
    openDirect: (request) => openDirect(service, request),
    listMembers: (request) => listMembers(service, request),
    addMember: (request) => addMember(service, request),
    updateMember: (request) => updateMember(service, request),
    removeMember: (request) => removeMember(service, request),
    listAllInvites: (request) => listAllInvites(service, request),
    listInvites: (request) => listInvites(service, request),
    createInvite: (request) => createInvite(service, request),
    revokeInvite: (request) => revokeInvite(service, request),
    previewInvite: (request) => previewInvite(service, request),
    acceptInvite: (request) => acceptInvite(service, request),
    inspectInvite: (request) => inspectInvite(service, request),
    peopleOf: (request) => peopleOf(service, request),
    markRead: (request) => markRead(service, request),
    markAllRead: (request) => markAllRead(service, request),
    sendTyping: (request) => sendTyping(service, request),
    streamEvents: (request) => streamEvents(service, request),
  };
}
