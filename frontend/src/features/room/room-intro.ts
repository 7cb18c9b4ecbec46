/** What a room says of itself where it begins: who can read it, and how others come in. */
import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { MyRoom, Session } from '../../api/types.ts';
import { GENERAL } from '../../stores/general.ts';
import type { Names } from '../../stores/people.ts';
import { addPersonIcon, editIcon, emptyIcon, hashIcon, lockIcon, peopleIcon } from '../../ui/icons.ts';
import { emit } from '../events.ts';
import { rightsIn } from './room-menu.ts';
import { partnerOf, roomName } from './room-names.ts';

interface Intro {
  icon: TemplateResult;
  heading: string;
  text: string;
}

/** `empty`: there are no messages below it. */
export function renderIntro(
  from: HTMLElement,
  { room, person, names, empty }: { room: MyRoom; person: Session; names: Names; empty: boolean },
): TemplateResult {
  const { icon, heading, text } = describeRoom(room, names);
  return html`<div class=${empty ? 'state-page' : 'edge intro'}>
    ${empty ? html`<span class="disc">${icon}</span>` : nothing}
    <h2 dir="auto">${heading}</h2>
    <p class="hint">${text}</p>
    ${renderWayIn(from, { room, person, empty })}
  </div>`;
}

export function describeRoom(room: MyRoom, names: Names): Intro {
  const name = roomName(room, names);
  if (room.id === GENERAL) {
    return {
      icon: emptyIcon,
      heading: msg('Everybody is here'),
      text: msg(
        'Everybody in this chat can read what you write here. For a topic or a team of its own, create a room.',
      ),
    };
  }
  switch (room.kind) {
    case 'public':
      return {
        icon: hashIcon,
        heading: msg(str`This is where ${name} begins`),
        text: msg('Everybody with an account can find this room, join it, and read all of it.'),
      };
    case 'private':
      return {
        icon: lockIcon,
        heading: msg(str`This is where ${name} begins`),
        text: msg('Only its members can see this room. Whoever is added can read all of it.'),
      };
    case 'direct':
      return describeDirect(room, name);
  }
}

function describeDirect(room: MyRoom, name: string): Intro {
  if (room.people?.length === 0) {
    return {
      icon: editIcon,
      heading: name,
      text: msg('Only you can read what you write here: lists, drafts, links to keep.'),
    };
  }
  return {
    icon: peopleIcon,
    heading: name,
    text: partnerOf(room)
      ? msg('Only the two of you can read what you write here.')
      : msg('Only the people of this conversation can read what you write here.'),
  };
}

function renderWayIn(from: HTMLElement, { room, person, empty }: { room: MyRoom; person: Session; empty: boolean }) {
  const may = rightsIn(room, person);
  const invites = room.id === GENERAL && may.invite;
  if (!may.add && !invites) return nothing;
  return html`<button
    class=${empty ? 'primary' : 'quiet small'}
    @click=${() => emit(from, 'room-dialog-open', { dialog: invites ? 'invite' : 'add-people', room })}
  >
    ${addPersonIcon}${invites ? msg('Invite people') : msg('Add people')}
  </button>`;
}
