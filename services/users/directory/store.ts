import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import type { VisiblePeople } from '../visible-people.ts';
import { DETAILS_COLUMNS, detailsOf, type DetailsRow, type PersonDetails } from '../details.ts';

/** How long a guest's name is held for them: somebody else may log in with it afterwards. */
const GUEST_LISTED_MS = 15 * 60_000;

/** The place of a person in the list. */
export interface Position {
  sub: string;
  sortKey: string;
}

interface Row extends DetailsRow, Position {
  username: string;
  displayName: string;
  guest: boolean;
  online: boolean;
  away: boolean;
  lastSeen: Date | null;
}

export interface Listed {
  person: PersonDetails;
  position: Position;
}

export interface DirectoryDependencies {
  store: DirectoryStore;
  /** Whom guests by invite see. */
  people: VisiblePeople;
}

/** All that one person can read about others, but for presence streams, among those whom the person sees: NULL is all. */
const PEOPLE = `
  SELECT sub, username, display_name AS "displayName", guest, sort_key AS "sortKey", ${DETAILS_COLUMNS},
    coalesce(online, false) AS online, coalesce(away, false) AS away,
    CASE WHEN show_last_seen THEN seen_at END AS "lastSeen"
  FROM profiles
  LEFT JOIN (SELECT sub, online, away FROM people WHERE online) AS present USING (sub)
  WHERE username IS NOT NULL AND ($1::uuid[] IS NULL OR sub = ANY ($1::uuid[]))`;

/** Everybody who has been online. */
export class DirectoryStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** People after a position, by display name. A guest who left is not listed for long. */
  async list(text: string, after: Position, limit: number, visible?: ReadonlySet<string>): Promise<Listed[]> {
    const rows = await queryRows<Row>(
      this.#pool,
      `${PEOPLE}
       AND (NOT guest OR online OR seen_at > now() - $2::interval)
       AND position(search_form($3) IN search_text) > 0
       AND (sort_key, sub) > ($4::text, $5::uuid)
       ORDER BY sort_key, sub LIMIT $6`,
      [visible ? [...visible] : null, `${GUEST_LISTED_MS} milliseconds`, text, after.sortKey, after.sub, limit],
    );
    return rows.map((row) => ({ person: toPerson(row), position: { sub: row.sub, sortKey: row.sortKey } }));
  }

  async find(sub: string, visible?: ReadonlySet<string>): Promise<PersonDetails | undefined> {
    const [person] = await this.lookUp([sub], visible);
    return person;
  }

  /** Those of these people who are known, by id. */
  async lookUp(subs: readonly string[], visible?: ReadonlySet<string>): Promise<PersonDetails[]> {
    const rows = await queryRows<Row>(this.#pool, `${PEOPLE} AND sub = ANY ($2::uuid[]) ORDER BY sub`, [
      visible ? [...visible] : null,
      subs,
    ]);
    return rows.map(toPerson);
  }
}

function toPerson(row: Row): PersonDetails {
  const { sub, username, displayName, guest, online, away, lastSeen } = row;
  return {
    sub,
    username,
    displayName,
    guest,
    ...detailsOf(row),
    presence: online ? (away ? 'away' : 'online') : 'offline',
    ...(!online && lastSeen !== null && { lastSeen: lastSeen.toISOString() }),
  };
}
