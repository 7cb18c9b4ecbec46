import type { Caller } from '../caller.ts';
import type { Logger } from './logger.ts';
import type { Problem } from '../problem.ts';

/*
 * The audit log: one line at `info`, with `audit: true`, per security-relevant event. Every line has the user (`sub`,
 * `username`), the `address`, the `event` and the request id. No event has a field for a token, a password or a
 * message's text.
 */

/** The user affected by an event. */
export type Person = Pick<Caller, 'sub' | 'username'>;

export type AuditEvent =
  /** `continued`: the request already carried the session. */
  | { event: 'login'; sub: string; username: string; sid: string; method: 'guest' | 'password' | 'continued' }
  /** A guest or an account was made with an invite, whose id this is. */
  | {
      event: 'login-by-invite';
      sub: string;
      username: string;
      sid: string;
      invite: string;
      makes: 'guest' | 'account';
    }
  | { event: 'login-failed'; username: string; reason: string }
  /** A replaced refresh token was presented, so it was copied. The session has ended. */
  | { event: 'refresh-token-reused'; sub: string; username: string; sid: string }
  /** `login`: the browser logged in with another name. `refused`: the guest may not continue. */
  | {
      event: 'session-ended';
      sub: string;
      username: string;
      sid: string;
      reason: 'logout' | 'owner' | 'login' | 'refused';
    }
  /** `password-set`: a guest became an account. All other sessions have ended. */
  | { event: 'password-set' | 'password-changed'; sub: string; username: string; sid: string }
  /** The first administrator's account was created with the setup link; `name` is the chat's. */
  | { event: 'chat-set-up'; sub: string; username: string; sid: string; name: string }
  | { event: 'administrator-granted' | 'administrator-revoked'; target: Person }
  /** `reset-link-created`: an administrator made a link with which `target` chooses a new password. */
  | { event: 'reset-link-created' | 'sessions-ended'; target: Person }
  | { event: 'guest-ended' | 'account-disabled' | 'account-enabled' | 'account-deleted'; target: Person }
  | { event: 'chat-renamed'; name: string }
  /** From the command line; `password-reset` also with a link. */
  | { event: 'account-added' | 'password-reset'; target: Person }
  /** Deleted by an administrator or an owner of the room; `target` is the author. */
  | { event: 'message-deleted'; message: string; target: Person }
  | { event: 'room-cleared'; room: string; seq: number }
  /** From then on somebody else may read the room, or no longer. */
  | { event: 'room-created'; room: string; kind: 'public' | 'private' | 'direct' }
  | { event: 'room-archived' | 'room-restored'; room: string }
  /** `target` is the caller who joined or left, or whom the caller added or removed. */
  | { event: 'member-added' | 'member-removed'; room: string; target: Person }
  | { event: 'member-role-changed'; room: string; role: 'owner' | 'member'; target: Person }
  /** `invite` is its id. Never its code. `invite-used`: the caller joined with it. */
  | { event: 'invite-created'; room: string; invite: string; makes: 'guest' | 'account' }
  | { event: 'invite-revoked' | 'invite-used'; room: string; invite: string };

/** A line as written to the log, without what the logger adds. */
export type AuditLine = Record<string, unknown> & { event: string };

/** The origin of an event. */
export interface Origin {
  caller: Person | undefined;
  /** The client's address. */
  address: string;
  requestId: string;
}

/** A logged refusal and the number of repetitions since. */
interface Refusal {
  fields: object;
  repeated: number;
}

const WINDOW_MS = 60_000;
/** Maximum distinct refusals logged per window; all others are counted together. */
const MAX_REFUSALS = 100;
const OTHERS = 'others';

interface AuditOptions {
  windowMs?: number;
  keep?: ((line: AuditLine) => void) | undefined;
}

export class Audit {
  readonly #logger: Logger;
  readonly #refusals = new Map<string, Refusal>();
  readonly #windowMs: number;
  readonly #keep: (line: AuditLine) => void;

  /** @param keep receives each line too, whatever the log's level */
  constructor(logger: Logger, { windowMs = WINDOW_MS, keep = () => undefined }: AuditOptions = {}) {
    this.#logger = logger.child({ audit: true });
    this.#windowMs = windowMs;
    this.#keep = keep;
  }

  record({ caller, address, requestId }: Origin, { event, ...fields }: AuditEvent): void {
    this.#write({ event, ...who(caller), address, requestId, ...fields }, event);
  }

  /**
   * Logs a refused request: 403 or 429. The first per user or address and operation is logged at once, further ones of
   * that minute as one count, so that a flood of requests does not become a flood of log lines.
   *
   * @param claimed the name that a login asks for
   */
  refuse({ caller, address, requestId }: Origin, operation: string, { kind, status }: Problem, claimed?: string): void {
    if (this.#refusals.size === 0) setTimeout(() => this.#endWindow(), this.#windowMs).unref();
    const person = caller || claimed === undefined ? who(caller) : { username: claimed };
    const key = [operation, kind, caller?.sub ?? address, claimed ?? ''].join(' ');
    const known = this.#refusals.get(key);
    if (known) {
      known.repeated++;
    } else if (this.#refusals.size < MAX_REFUSALS) {
      const fields = { ...person, address, operation, problem: kind, status };
      this.#refusals.set(key, { fields, repeated: 0 });
      this.#write({ event: 'refused', ...fields, requestId }, 'refused');
    } else {
      const others = this.#refusals.get(OTHERS) ?? { fields: { operation: OTHERS }, repeated: 0 };
      others.repeated++;
      this.#refusals.set(OTHERS, others);
    }
  }

  #endWindow(): void {
    const refusals = [...this.#refusals.values()];
    this.#refusals.clear();
    for (const { fields, repeated } of refusals) {
      if (repeated > 0) this.#write({ event: 'refused', ...fields, repeated }, 'refused again');
    }
  }

  #write(line: AuditLine, message: string): void {
    this.#logger.info(line, message);
    this.#keep(line);
  }
}

function who(caller: Person | undefined): Partial<Person> {
  return caller ? { sub: caller.sub, username: caller.username } : {};
}
