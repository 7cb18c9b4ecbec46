import { randomBytes } from 'node:crypto';
import { roleNames, urlFor, type RoleName } from '../../services/bootstrap/bootstrap.ts';
import { serviceNames, SERVICES } from '../../services/services.ts';
import { asList } from './manifests.ts';

type Values = Record<string, string>;

/** The namespace's Secrets by name. */
export type Secrets = Record<string, Values>;

const DATABASE = 'chat';

const random = () => randomBytes(32).toString('base64url');

/** Given to services in earlier releases; now only the Job database-bootstrap has the migration role. */
export const RETIRED_KEY = 'MIGRATION_DATABASE_URL';

/** The bootstrap Job's environment variable with a role's password. */
export function passwordVariable(role: RoleName): string {
  return `${role.toUpperCase()}_PASSWORD`;
}

/**
 * All Secrets of the product: existing ones keep their values (the volume has the old passwords), missing ones are
 * created. Each service gets only its own.
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
  for (const service of serviceNames) {
    const role: RoleName = `chat_${service}`;
    secrets[SERVICES[service].process] = {
      DATABASE_URL: urlFor(adminUrl, { database: DATABASE, role, password: passwords[role] }),
    };
  }
  const auth = existing[SERVICES.auth.process] ?? {};
  Object.assign(secrets[SERVICES.auth.process] ?? {}, {
    SIGNING_KEY: auth['SIGNING_KEY'] ?? random(),
    // Keep what the operator set.
    ...(auth['ADMINS'] === undefined ? {} : { ADMINS: auth['ADMINS'] }),
  });
  return secrets;
}

interface SecretManifest {
  metadata: { name: string };
  data?: Values;
}

/** Parses the output of `kubectl get secrets --output json`. */
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
