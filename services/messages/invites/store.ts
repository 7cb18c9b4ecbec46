import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { components } from '../../../generated/types/messages.ts';
import type { Caller } from '../../shared/caller.ts';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import { isGuest, rightsOf } from '../rooms/permissions.ts';
import { MAX_MEMBERS, MAX_ROOMS } from '../rooms/room.ts';
import { COUNT_MEMBERS } from '../rooms/statements.ts';

export type Invite = components['schemas']['Invite'];
type NewInvite = components['schemas']['NewInvite'];
type InvitePreview = components['schemas']['InvitePreview'];
type InvitePage = components['schemas']['InvitePage'];
type InviteTerms = components['schemas']['InviteTerms'];

/** Invites of one room that have not expired; the contract's maxItems. */
export const MAX_INVITES = 100;

/** 192 bits: nobody finds a code by trying. */
const CODE_BYTES = 24;

export interface NewTerms {
  makes: Invite['makes'];
  lifetimeSeconds: number;
  maxUses: number | undefined;
}

export type CreateOutcome = 'created' | 'unknown' | 'forbidden' | 'archived' | 'limit';
/** `member`: is one already. `removed`: by somebody else, after the invite was created. */
export type InviteState = 'valid' | 'member' | 'expired' | 'used-up' | 'archived' | 'removed';
export type AcceptResult =
  | { outcome: 'unknown'; room: null; invite_id: null }
  | { outcome: 'joined' | 'full' | 'limit' | Exclude<InviteState, 'valid'>; room: string; invite_id: string };

interface InviteRow {
  id: string;
  room: string;
  makes: Invite['makes'];
  created_by: string;
  creator_name: string;
  created_at: Date;
  expires_at: Date;
  max_uses: number | null;
  uses: number;
}

interface InviteOfRoomRow extends InviteRow {
  room_name: string | null;
  ends_us: string;
}

const INVITE = 'id, room, makes, created_by, creator_name, created_at, expires_at, max_uses, uses FROM invites';

/** Each statement is a transaction of its own: nothing holds the log's lock across a round trip. */
const statements = {
  create: {
    name: 'create-invite',
    text: 'SELECT create_invite($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS outcome',
  },
  one: { name: 'one-invite', text: `SELECT ${INVITE} WHERE id = $1` },
  list: {
    name: 'list-invites',
    text: `SELECT ${INVITE} WHERE room = $1 AND expires_at > now() ORDER BY created_at DESC, id LIMIT $2`,
  },
  /*
   * In the order of the index on `expires_at`. A position is the end in microseconds and the id, since an invite can be
   * revoked while somebody reads on after it. What an administrator cannot find has no name.
   */
  listAll: {
    name: 'list-all-invites',
    text: `
      SELECT i.id, i.room, i.makes, i.created_by, i.creator_name, i.created_at, i.expires_at, i.max_uses, i.uses,
        (extract(epoch FROM i.expires_at) * 1000000)::bigint::text AS ends_us,
        CASE WHEN r.kind = 'public' OR EXISTS (
          SELECT FROM memberships AS m WHERE m.sub = $1 AND m.room = i.room
        ) THEN r.name END AS room_name
      FROM invites AS i JOIN chat_rooms AS r ON r.id = i.room
      WHERE i.expires_at > now() AND ($2::bigint IS NULL OR
        (i.expires_at, i.id) < (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::uuid))
      ORDER BY i.expires_at DESC, i.id DESC LIMIT $4`,
  },
  revoke: { name: 'revoke-invite', text: 'DELETE FROM invites WHERE room = $1 AND id = $2 RETURNING id' },
  preview: {
    name: 'preview-invite',
    text: `
      SELECT r.id AS room, r.kind, r.name, ${COUNT_MEMBERS} AS members, i.creator_name AS "invitedBy", i.makes,
        invite_state(i, $2) AS state
      FROM invites AS i JOIN chat_rooms AS r ON r.id = i.room WHERE i.code_hash = $1`,
  },
  terms: {
    name: 'invite-terms',
    text: `
      SELECT id, room, makes, created_by, max_uses, invite_state(i, NULL) AS state FROM invites AS i
      WHERE code_hash = $1`,
  },
  accept: { name: 'accept-invite', text: 'SELECT outcome, room, invite_id FROM accept_invite($1, $2, $3, $4, $5, $6)' },
} satisfies Record<string, Statement>;

/** Creates and redeems invites. Every method throws `unavailable` if the database is unreachable. */
export class InviteStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The code is returned once: the database has its hash alone. */
  async create(
    room: string,
    { makes, lifetimeSeconds, maxUses }: NewTerms,
    caller: Caller,
  ): Promise<{ outcome: Exclude<CreateOutcome, 'created'> } | ({ outcome: 'created' } & NewInvite)> {
    const id = randomUUID();
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const who = [room, ...rightsOf(caller, 'invite.create')];
    const values = [...who, id, hash(code), makes, caller.username, lifetimeSeconds, maxUses ?? null, MAX_INVITES];
    const { outcome } = await firstRowOf<{ outcome: CreateOutcome }>(this.#pool, statements.create, values);
    if (outcome !== 'created') return { outcome };
    const [row] = await rowsOf<InviteRow & pg.QueryResultRow>(this.#pool, statements.one, [id]);
    // Its creator left or was removed in between, which ends the invite.
    return row ? { outcome, code, invite: toInvite(row) } : { outcome: 'unknown' };
  }

  /** Those that have not expired, latest first. */
  async list(room: string): Promise<Invite[]> {
    const rows = await rowsOf<InviteRow & pg.QueryResultRow>(this.#pool, statements.list, [room, MAX_INVITES]);
    return rows.map(toInvite);
  }

  /**
   * Those of all rooms that have not expired, as this administrator may see them.
   *
   * @param after the `next` of the previous page
   */
  async listAll(sub: string, after: string | undefined, limit: number): Promise<InvitePage> {
    const [, endsUs = null, id = null] = /^(\d+)-(.+)$/.exec(after ?? '') ?? [];
    // One invite more than requested shows whether there is another page.
    const values = [sub, endsUs, id, limit + 1];
    const rows = await rowsOf<InviteOfRoomRow & pg.QueryResultRow>(this.#pool, statements.listAll, values);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const invites = page.map((row) => ({
      invite: toInvite(row),
      ...(row.room_name === null ? {} : { roomName: row.room_name }),
    }));
    return { invites, ...(last && { next: `${last.ends_us}-${last.id}` }) };
  }

  /** Whether there was such an invite. */
  async revoke(room: string, id: string): Promise<boolean> {
    return (await rowsOf(this.#pool, statements.revoke, [room, id])).length > 0;
  }

  /**
   * Undefined if no invite has this code.
   *
   * @param sub undefined: somebody who is not logged in
   */
  async preview(
    code: string,
    sub: string | undefined,
  ): Promise<(Omit<InvitePreview, 'joined'> & { state: InviteState }) | undefined> {
    type Row = Omit<InvitePreview, 'joined'> & { state: InviteState };
    const [row] = await rowsOf<Row>(this.#pool, statements.preview, [hash(code), sub ?? null]);
    return row;
  }

  /** What it lets somebody do who is not logged in. Undefined if no invite has this code. */
  async terms(code: string): Promise<(InviteTerms & { state: Exclude<InviteState, 'member'> }) | undefined> {
    type Row = Pick<InviteRow, 'id' | 'room' | 'makes' | 'created_by' | 'max_uses'> & {
      state: Exclude<InviteState, 'member'>;
    };
    const [row] = await rowsOf<Row>(this.#pool, statements.terms, [hash(code)]);
    if (!row) return undefined;
    const { id, room, makes, created_by: createdBy, max_uses: maxUses, state } = row;
    return { id, room, makes, createdBy, ...(maxUses === null ? {} : { maxUses }), state };
  }

  /** Makes the caller a member of the invite's room. */
  async accept(code: string, caller: Caller): Promise<AcceptResult> {
    const values = [hash(code), caller.sub, caller.username, isGuest(caller), MAX_MEMBERS, MAX_ROOMS];
    return firstRowOf<AcceptResult & pg.QueryResultRow>(this.#pool, statements.accept, values);
  }
}

const hash = (code: string): Buffer => createHash('sha256').update(code).digest();

function toInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    room: row.room,
    makes: row.makes,
    createdBy: { sub: row.created_by, username: row.creator_name },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ...(row.max_uses === null ? {} : { maxUses: row.max_uses }),
    uses: row.uses,
  };
}
