import { createApi, deadline, type Api } from '../api/client.ts';
import { attempt, orGone, type Result } from '../api/result.ts';
import type {
  InviteLoginRequest,
  PasswordRequest,
  ResetRequest,
  Session,
  SessionList,
  SetupRequest,
} from '../api/types.ts';
import { openChannel } from '../state/channel.ts';
import { signal } from '@preact/signals-core';
import { removeUserData, type KeyValue } from '../state/storage.ts';
import { backoff, Pause } from '../state/backoff.ts';

/** `out` with `ended`: the server ended the session (logged out elsewhere, name taken over). */
export type SessionState =
  { status: 'starting' } | { status: 'out'; ended: boolean } | { status: 'in'; session: Session };

type Refreshed = 'ok' | 'ended' | 'unavailable';
type TabMessage =
  | { type: 'who' }
  | { type: 'session'; session: Session }
  | { type: 'left'; sid: string; ended: boolean }
  // `of` is a session that a tab is about to replace; "kept": it was not replaced.
  | { type: 'replacing' | 'kept'; of: string | undefined };

/** The access token lasts 15 minutes. */
const REFRESH_AFTER_MS = 10 * 60_000;
/** How long to wait for a tab that is replacing the session, in milliseconds: it may have closed. */
const LONGEST_CHANGE_MS = 15_000;
/** Set while the browser has a refresh cookie, which scripts cannot read. */
const LOGGED_IN = 'chat:logged-in';

/**
 * The session of this browser. The access token is kept in memory only and shared with the other tabs, so that all tabs
 * are one user; the refresh cookie keeps them logged in across a reload.
 */
export class SessionStore {
  readonly state = signal<SessionState>({ status: 'starting' });
  /** The API with the user's access token on every request; an expired one is refreshed first. */
  readonly api: Api = createApi((request) => this.#fetch(request));
  readonly #anonymousApi: Api = createApi((request) => fetch(request));
  readonly #channel = openChannel<TabMessage>('chat:session', (shared) => this.#receive(shared));
  readonly #storage: KeyValue;
  readonly #pause = new Pause();
  #refreshing: Promise<Refreshed> | undefined;
  /** The session is being ended or replaced, in this tab or another: a refresh waits for the result. */
  #changing: Promise<unknown> | undefined;
  #changed = new Pause();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(storage: KeyValue) {
    this.#storage = storage;
  }

  get session(): Session | undefined {
    const state = this.state.value;
    return state.status === 'in' ? state.session : undefined;
  }

  /** Restores the session of the last visit, with retries until the server answers. */
  async start(): Promise<void> {
    window.addEventListener('online', () => this.retry());
    if (this.#storage.get(LOGGED_IN) === null) {
      this.state.value = { status: 'out', ended: false };
      // If the browser stores nothing, another tab may have a session.
      this.#channel.post({ type: 'who' });
    }
    for (let failures = 0; this.state.value.status === 'starting'; failures += 1) {
      if ((await this.refresh()) === 'unavailable') await this.#pause.sleep(backoff(failures));
    }
  }

  /** Retries immediately if the server could not be reached at the start. */
  retry(): void {
    this.#pause.wake();
  }

  async login(username: string, password?: string): Promise<Result<Session>> {
    const body = password === undefined ? { username } : { username, password };
    const result = await attempt(this.#anonymousApi.POST('/login', { body, signal: deadline() }));
    if (result.ok) this.adopt(result.data);
    return result;
  }

  /** Makes the first administrator with the code of a setup link, and logs in. */
  async setUp(body: SetupRequest): Promise<Result<Session>> {
    const result = await attempt(this.#anonymousApi.POST('/setup', { body, signal: deadline() }));
    if (result.ok) this.adopt(result.data);
    return result;
  }

  /** Chooses a new password with the code of a reset link, and logs in. */
  async resetPassword(body: ResetRequest): Promise<Result<Session>> {
    const result = await attempt(this.#anonymousApi.POST('/reset', { body, signal: deadline() }));
    if (result.ok) this.adopt(result.data);
    return result;
  }

  /** Logs in somebody new with the code of an invite: as a guest, or with an account that it makes. */
  async loginByInvite(body: InviteLoginRequest): Promise<Result<Session>> {
    const result = await attempt(this.#anonymousApi.POST('/login/invite', { body, signal: deadline() }));
    if (result.ok) this.adopt(result.data);
    return result;
  }

  logout(): Promise<Result<unknown>> {
    const leaving = this.#logout();
    this.#changing = leaving;
    return leaving;
  }

  /** Sets or changes the password. This session ends, and all tabs continue with the one in the response. */
  async setPassword(body: PasswordRequest): Promise<Result<Session>> {
    const result = await this.#setPassword(body);
    const isTooOld = !result.ok && result.failure.status === 401;
    return isTooOld && (await this.refresh()) === 'ok' ? this.#setPassword(body) : result;
  }

  /** The user's sessions, in all browsers. */
  list(): Promise<Result<SessionList>> {
    return attempt(this.api.GET('/sessions', { signal: deadline() }));
  }

  async end(sid: string): Promise<Result<unknown>> {
    return orGone(await attempt(this.api.DELETE('/sessions/{sid}', { params: { path: { sid } }, signal: deadline() })));
  }

  /** Continues, in all tabs, with a session that the server has just returned. */
  adopt(session: Session): void {
    this.#enter(session);
    this.#channel.post({ type: 'session', session });
  }

  /** Gets a new access token by the refresh cookie; concurrent callers share the request. */
  refresh(): Promise<Refreshed> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  #setPassword(body: PasswordRequest): Promise<Result<Session>> {
    const { sid, token } = this.session ?? {};
    this.#channel.post({ type: 'replacing', of: sid });
    const headers = { Authorization: `Bearer ${token ?? ''}` };
    const setting = attempt(this.#anonymousApi.PUT('/account/password', { body, headers, signal: deadline() })).then(
      (result) => {
        // A user who logged out meanwhile stays logged out.
        if (result.ok && this.session?.sid === sid) this.adopt(result.data);
        else this.#channel.post({ type: 'kept', of: sid });
        return result;
      },
    );
    this.#changing = setting;
    return setting;
  }

  async #logout(): Promise<Result<unknown>> {
    const { session } = this;
    const headers = { Authorization: `Bearer ${session?.token ?? ''}` };
    const result = await attempt(this.#anonymousApi.POST('/logout', { headers, signal: deadline() }));
    if (!result.ok) return result;
    if (this.session?.sid === session?.sid) this.#leave(false);
    // A stream reported the end before this response arrived.
    else if (!this.session) this.state.value = { status: 'out', ended: false };
    // A user who logged in again meanwhile keeps their unsent messages.
    if (session && this.session?.sub !== session.sub) removeUserData(this.#storage, session.sub);
    return result;
  }

  async #refresh(): Promise<Refreshed> {
    const before = this.state.value;
    // A stream may report the end before the request that caused it returns.
    await this.#changing;
    if (this.state.value !== before) return this.session ? 'ok' : 'ended';
    const result = await attempt(this.#anonymousApi.POST('/refresh', { signal: deadline() }));
    if (this.state.value !== before) return this.session ? 'ok' : 'ended'; // another tab was faster, or it logged out
    if (result.ok) {
      this.adopt(result.data);
      return 'ok';
    }
    // A proxy or a captive portal may answer 401 too: only the chat's own problem ends a session.
    if (result.failure.status === 401 && result.failure.kind !== 'unknown') {
      if (await this.#continueWithoutCookie()) return 'ok';
      this.#leave(true);
      return 'ended';
    }
    this.#refreshIn(backoff(6, result.failure.retryAfter));
    return 'unavailable';
  }

  /** A browser that stores nothing has no cookie either: a guest continues with the access token while it is valid. */
  async #continueWithoutCookie(): Promise<boolean> {
    const { session } = this;
    if (!session?.roles.includes('guest') || this.#storage.persists(LOGGED_IN)) return false;
    const headers = { Authorization: `Bearer ${session.token}` };
    const body = { username: session.username };
    const result = await attempt(this.#anonymousApi.POST('/login', { headers, body, signal: deadline() }));
    if (!result.ok || result.data.sub !== session.sub || this.session !== session) return false;
    this.adopt(result.data);
    return true;
  }

  #refreshIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    // Jitter: one of the tabs refreshes first, and the others receive its result.
    this.#timer = setTimeout(() => void this.refresh(), milliseconds + Math.random() * 15_000);
  }

  #enter(session: Session): void {
    this.#storage.set(LOGGED_IN, session.username);
    this.state.value = { status: 'in', session };
    this.#refreshIn(REFRESH_AFTER_MS);
  }

  #leave(ended: boolean): void {
    const sid = this.session?.sid;
    this.#drop(ended);
    if (sid !== undefined) this.#channel.post({ type: 'left', sid, ended });
  }

  #drop(ended: boolean): void {
    clearTimeout(this.#timer);
    this.#storage.remove(LOGGED_IN);
    this.state.value = { status: 'out', ended };
  }

  #receive(shared: TabMessage): void {
    switch (shared.type) {
      case 'session':
        this.#enter(shared.session);
        this.#changed.wake();
        return;
      case 'who':
        this.#postSession();
        return;
      case 'left':
        if (shared.sid === this.session?.sid) this.#drop(shared.ended);
        return;
      case 'replacing':
        if (shared.of === this.session?.sid) this.#changing = this.#changed.sleep(LONGEST_CHANGE_MS);
        return;
      case 'kept':
        this.#changed.wake();
    }
  }

  #postSession(): void {
    if (this.session && !this.#storage.persists(LOGGED_IN))
      this.#channel.post({ type: 'session', session: this.session });
  }

  async #fetch(request: Request): Promise<Response> {
    const before = this.session;
    const again = request.clone();
    const response = await fetch(authorized(request, before));
    if (response.status !== 401 || before === undefined) return response;
    if (this.session === before && (await this.refresh()) === 'unavailable') throw new Error('No valid access token');
    // Another user may have logged in meanwhile: never send one user's request as another.
    return this.session?.sub === before.sub ? fetch(authorized(again, this.session)) : response;
  }
}

function authorized(request: Request, session: Session | undefined): Request {
  if (session) request.headers.set('Authorization', `Bearer ${session.token}`);
  return request;
}
