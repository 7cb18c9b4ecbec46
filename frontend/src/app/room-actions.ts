import { msg, str } from '@lit/localize';
import type { Result } from '../api/result.ts';
import type { MyRoom, Preferences } from '../api/types.ts';
import type { ChatEventDetails } from '../features/events.ts';
import type { Route } from '../state/routes.ts';
import { leaveText } from '../features/room/room-menu.ts';
import { describeFailure } from '../i18n/failures.ts';
import type { PreferenceStore } from '../stores/preferences.ts';
import type { RoomList } from '../stores/room-list.ts';
import type { Question } from '../ui/confirm-dialog.ts';

interface Surroundings {
  preferences: PreferenceStore;
  ask: (question: Question) => Promise<boolean>;
  go: (to: Route) => void;
  /** Says what failed. */
  fail: (problem: string) => void;
}

/** What the user does with rooms from menus: asks first where it matters, and says what failed. */
export class RoomActions {
  readonly #list: RoomList;
  readonly #surroundings: Surroundings;

  constructor(list: RoomList, surroundings: Surroundings) {
    this.#list = list;
    this.#surroundings = surroundings;
  }

  async markAllRead(): Promise<void> {
    this.#check(await this.#list.markAllRead());
  }

  async markUnread({ room, seq }: ChatEventDetails['unread-mark']): Promise<void> {
    this.#check(await room.markUnread(seq));
  }

  async openDirect(subs: readonly string[]): Promise<void> {
    const result = await this.#list.openDirect(subs);
    if (this.#check(result) && result.ok) this.#surroundings.go({ name: 'room', room: result.data.id });
  }

  async setMembership({ room, ...changes }: ChatEventDetails['membership-change']): Promise<void> {
    this.#check(await this.#list.setMembership(room, changes));
  }

  async setPreferences(changes: Preferences): Promise<void> {
    this.#check(await this.#surroundings.preferences.change(changes));
  }

  async hide(room: string): Promise<void> {
    if (this.#check(await this.#list.setMembership(room, { hidden: true }))) this.#surroundings.go({ name: 'home' });
  }

  async leave(room: MyRoom): Promise<void> {
    const left = await this.#surroundings.ask({
      heading: msg(str`Leave ${room.name}?`),
      text: leaveText(room),
      action: msg('Leave'),
      run: () => this.#list.leave(room.id),
    });
    if (left) this.#surroundings.go({ name: 'home' });
  }

  async archive({ id, name, archived }: MyRoom): Promise<void> {
    if (archived) {
      this.#check(await this.#list.update(id, { archived: false }));
      return;
    }
    await this.#surroundings.ask({
      heading: msg(str`Archive ${name}?`),
      text: msg('Nobody can write in it any more, and it leaves everybody’s list. An owner can restore it.'),
      action: msg('Archive'),
      run: () => this.#list.update(id, { archived: true }),
    });
  }

  #check(result: Result<unknown>): boolean {
    if (!result.ok) this.#surroundings.fail(describeFailure(result.failure));
    return result.ok;
  }
}
