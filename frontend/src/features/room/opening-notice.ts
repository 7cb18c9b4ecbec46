import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RoomView } from '../../stores/room.ts';
import type { LinkedMessage } from '../../stores/room-opening.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon } from '../../ui/icons.ts';
import { roomContext } from '../contexts.ts';
import { emit } from '../events.ts';
import styles from './connection-banner.css?inline';

/** Says why the room does not show what it was opened for: a linked message, or the first unread one. */
@customElement('opening-notice')
@localized()
export class OpeningNotice extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: roomContext, subscribe: true })
  @property({ attribute: false })
  room!: RoomView;

  protected override render(): TemplateResult {
    const { linked, isFar } = this.room;
    const problem = linked && describe(linked.state);
    return html`<div role="status">
      ${problem === undefined ? nothing : renderLine(problem, msg('Close'), () => emit(this, 'link-close'))}
      ${isFar ? this.#renderFar() : nothing}
    </div>`;
  }

  #renderFar(): TemplateResult {
    return renderLine(msg('There are many unread messages.'), msg('Jump to the first unread message'), () =>
      emit(this, 'unread-jump'),
    );
  }
}

function renderLine(text: string, action: string, act: () => void): TemplateResult {
  return html`<p class="banner offer">
    ${alertIcon}<span>${text}</span><button class="small" @click=${act}>${action}</button>
  </p>`;
}

function describe(state: LinkedMessage['state']): string | undefined {
  switch (state) {
    case 'gone':
      return msg('The message that the link leads to was deleted, or never existed.');
    case 'far':
      return msg('The message that the link leads to is too old to open. Scroll up to find it.');
    case 'failed':
      return msg('The message that the link leads to could not be loaded. Open the link again.');
    default:
      return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'opening-notice': OpeningNotice;
  }
}
