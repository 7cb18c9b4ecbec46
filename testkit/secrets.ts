import { randomBytes } from 'node:crypto';
import { roleNames, type RoleName } from '../services/bootstrap/bootstrap.ts';

export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A password for each of the database's roles. */
export function randomPasswords(): Record<RoleName, string> {
  return Object.fromEntries(roleNames.map((role) => [role, randomSecret()])) as Record<RoleName, string>;
}
