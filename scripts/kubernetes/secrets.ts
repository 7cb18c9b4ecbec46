import { randomBytes } from 'node:crypto';
import { roleNames, urlFor, type RoleName } from '../../services/bootstrap/bootstrap.ts';
import { asList } from './manifests.ts';

type Values = Record<string, string>;

/** The Secrets of the namespace, by name. */
export type Secrets = Record<string, Values>;

const DATABASE = 'chat';
const SERVICES = { 'auth-service': 'auth', 'message-service': 'messages', 'user-service': 'users' } as const;

const random = () => randomBytes(32).toString('base64url');

/** What services were told before the Job database-bootstrap migrated: it has the password, they no longer do. */
export const RETIRED_KEY = 'MIGRATION_DATABASE_URL';

/** The environment variable of the bootstrap Job that holds a role's password. */
export function passwordVariable(role: RoleName): string {
  return `${role.toUpperCase()}_PASSWORD`;
}

/**
 * All Secrets of the product: what exists keeps its values (the volume knows the old passwords), what is missing is
 * made. Each service gets its own and no more.
 */
export function completeSecrets(existing: Secrets): Secrets {
  const adminPassword = existing['postgres']?.['POSTGRES_PASSWORD'] ?? random();
  const known = existing['database-bootstrap'] ?? {};
  const passwords = Object.fromEntries(
    roleNames.map((role) => [role, known[passwordVariable(role)] ?? random()]),
  ) as Record<RoleName, string>;
  const adminUrl = urlFor('postgresql://postgres:5432/postgres', {
    database: 'postgres',
    role: 'postgres',
    password: adminPassword,
  });
  const secrets: Secrets = {
    postgres: { POSTGRES_PASSWORD: adminPassword },
    'database-bootstrap': {
      DATABASE_URL: adminUrl,
      DATABASE_NAME: DATABASE,
      ...Object.fromEntries(roleNames.map((role) => [passwordVariable(role), passwords[role]])),
    },
  };
  for (const [name, service] of Object.entries(SERVICES)) {
    const role: RoleName = `chat_${service}`;
    secrets[name] = { DATABASE_URL: urlFor(adminUrl, { database: DATABASE, role, password: passwords[role] }) };
  }
  const auth = existing['auth-service'] ?? {};
  Object.assign(secrets['auth-service'] ?? {}, {
    SIGNING_KEY: auth['SIGNING_KEY'] ?? random(),
    // Set by the operator: kept.
    ...(auth['ADMINS'] === undefined ? {} : { ADMINS: auth['ADMINS'] }),
  });
  return secrets;
}

interface SecretManifest {
  metadata: { name: string };
  data?: Values;
}

/** What `kubectl get secrets --output json` printed. */
export function readSecrets(json: string): Secrets {
  const { items } = JSON.parse(json) as { items: SecretManifest[] };
  const decode = (data: Values) =>
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, decode(data ?? {})]));
}

/** For `kubectl apply --filename -`. */
export function secretManifests(secrets: Secrets, namespace: string): string {
  const items = Object.entries(secrets).map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'chat' } },
    type: 'Opaque',
    stringData,
  }));
  return asList(items);
}
