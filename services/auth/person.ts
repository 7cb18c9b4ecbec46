/** A guest or an account. */
export interface Person {
  sub: string;
  username: string;
  nameKey: string;
  /** null for a guest. */
  passwordHash: string | null;
  /** Until when a guest's name is reserved; null for an account, whose name is permanent. */
  heldUntil: Date | null;
  /** When an account was disabled; null if it is enabled. */
  disabledAt: Date | null;
  /** A disabled account's password hash; its `passwordHash` then matches nothing. */
  disabledHash: string | null;
  /** Whether it was made an administrator. Names in the setting ADMINS are administrators without it. */
  administrator: boolean;
  /** When an account was deleted; its row only reserves the name. */
  deletedAt: Date | null;
  /** The invite by which the person came; null without one. */
  invite: string | null;
}

/** A guest who came by an invite, and is in the rooms of invites only. */
export const isInvited = ({ passwordHash, invite }: Person): boolean => passwordHash === null && invite !== null;

/** The columns of a `Person`. */
export const PERSON = `people.sub, username, name_key AS "nameKey", password_hash AS "passwordHash", held_until AS "heldUntil",
  disabled_at AS "disabledAt", disabled_hash AS "disabledHash", administrator, deleted_at AS "deletedAt", invite`;
