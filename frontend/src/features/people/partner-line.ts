import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PersonDetails, RoomPerson } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Presence } from '../../stores/presence.ts';
import { base } from '../../styles/sheets.ts';
import { formatAgo } from '../../text/format.ts';
import { presenceContext, servicesContext, type Services } from '../contexts.ts';
import { describePresence, describeStatus, onlineFrom, peopleBySub, presenceOf, statusOf } from './presence-of.ts';

/** Whether the other person of a direct room is there, and what they say they are doing. */
@customElement('partner-line')
@localized()
export class PartnerLine extends SignalWatcher(LitElement) {
  static override styles = base;

  @property({ attribute: false }) partner!: RoomPerson;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  /** Of somebody who is offline, whom the stream says nothing about. */
  @state() private details: PersonDetails | undefined;
  /** What the details were loaded for: once each time the person goes offline. */
  #loadedFor: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { sub, gone } = this.partner;
    const absent = this.presence.live && !gone && !peopleBySub(this.presence).has(sub);
    if (sub !== this.details?.sub || !absent) this.details = undefined;
    if (!absent) this.#loadedFor = undefined;
    else if (this.#loadedFor !== sub) void this.#load(sub);
  }

  protected override render(): TemplateResult {
    const { sub, guest, gone } = this.partner;
    if (gone) return html`${msg('No longer in this chat')}`;
    const person = peopleBySub(this.presence).get(sub);
    const status = statusOf(person ?? this.details, calendar.now);
    const parts = [guest ? msg('Guest') : '', this.#describe(person)].filter((part) => part !== '');
    return html`${parts.join(' · ')}${status ? html` · <bdi>${describeStatus(status)}</bdi>` : nothing}`;
  }

  #describe(person: Parameters<typeof presenceOf>[0]): string {
    const { details } = this;
    const online = person ?? onlineFrom(details);
    if (online) return describePresence(presenceOf(online, calendar.now));
    return details?.lastSeen === undefined ? describePresence(undefined) : describeLastSeen(details.lastSeen);
  }

  async #load(sub: string): Promise<void> {
    this.#loadedFor = sub;
    const result = await this.services.directory.person(sub);
    if (result.ok && this.#loadedFor === sub) this.details = result.data;
  }
}

export function describeLastSeen(lastSeen: string): string {
  return msg(str`Last seen ${formatAgo(Date.parse(lastSeen), readerLocale(), calendar.now)}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'partner-line': PartnerLine;
  }
}
