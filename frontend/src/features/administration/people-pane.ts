import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Session } from '../../api/types.ts';
import { pathOf, peopleLists, type PeopleList } from '../../state/routes.ts';
import { base, controls, emptyStates, sheet } from '../../styles/sheets.ts';
import { renderEmptyState } from '../../ui/empty-state.ts';
import { backIcon, lockIcon } from '../../ui/icons.ts';
import { personContext } from '../contexts.ts';
import styles from './people-pane.css?inline';
import './account-list.ts';
import './audit-log.ts';
import './guest-list.ts';
import './invite-list.ts';

/** For administrators: who may use this chat, and what happened. */
@customElement('people-pane')
@localized()
export class PeoplePane extends LitElement {
  static override styles = [base, controls, emptyStates, sheet(styles)];

  @property() list: PeopleList = 'accounts';

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  protected override render(): TemplateResult {
    const back = msg('Back to the list of rooms');
    return html`<header>
        <a class="back" href=${pathOf({ name: 'home' })} aria-label=${back} title=${back}>${backIcon}</a>
        <h1>${msg('People')}</h1>
      </header>
      ${this.person.roles.includes('admin') ? this.#renderLists() : renderRefusal()}`;
  }

  #renderLists(): TemplateResult {
    return html`<nav aria-label=${msg('People')}>
        ${peopleLists.map(
          (list) =>
            html`<a href=${pathOf({ name: 'people', list })} aria-current=${list === this.list ? 'page' : 'false'}>
              ${labelOf(list)}
            </a>`,
        )}
      </nav>
      <main tabindex="0"><div class="width">${this.#renderList()}</div></main>`;
  }

  #renderList(): TemplateResult {
    switch (this.list) {
      case 'accounts':
        return html`<account-list></account-list>`;
      case 'guests':
        return html`<guest-list></guest-list>`;
      case 'invites':
        return html`<invite-list></invite-list>`;
      case 'audit':
        return html`<audit-log></audit-log>`;
    }
  }
}

function labelOf(list: PeopleList): string {
  switch (list) {
    case 'accounts':
      return msg('Accounts');
    case 'guests':
      return msg('Guests');
    case 'invites':
      return msg('Invites');
    case 'audit':
      return msg('Audit log');
  }
}

function renderRefusal(): TemplateResult {
  return html`<main>
    ${renderEmptyState({
      icon: lockIcon,
      heading: msg('This page is for administrators'),
      text: msg('Ask one of them if you need something changed.'),
    })}
  </main>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'people-pane': PeoplePane;
  }
}
