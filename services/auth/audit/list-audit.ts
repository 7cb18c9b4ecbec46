import type { components, operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { AuditLine } from '../../shared/logging/audit.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, LISTS } from '../admit-administrator.ts';

type ListAudit = operations['listAudit'];
type Entry = components['schemas']['AuditEntry'];

/** A later version, rolled back since, may have written others. */
const FIELDS: ReadonlySet<string> = new Set<keyof Entry>([
  'event',
  'sub',
  'username',
  'sid',
  'address',
  'requestId',
  'method',
  'reason',
  'target',
  'name',
  'operation',
  'problem',
  'status',
  'repeated',
]);

/** Lists the audit log, newest first, for administrators. */
export async function listAudit(
  { auditLog, limiter }: Identity,
  { caller, query: { limit = 50, after } }: ValidRequest<ListAudit>,
): Promise<Reply<ListAudit>> {
  await admitAdministrator({ limiter }, caller, LISTS, 'read the audit log');
  // One row more than requested shows whether there is another page.
  const found = await auditLog.list(after, limit + 1);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const entries = page.map(({ id, at, entry }) => ({ id, at: at.toISOString(), ...known(entry) }));
  return { status: 200, body: { entries, ...(last ? { next: String(last.id) } : {}) } };
}

function known(line: AuditLine): Omit<Entry, 'id' | 'at'> {
  const fields = Object.entries(line).filter(([name]) => FIELDS.has(name));
  return { ...Object.fromEntries(fields), event: line.event };
}
