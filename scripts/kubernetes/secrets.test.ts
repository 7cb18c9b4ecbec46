import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { processNames, serviceNames } from '../../services/services.ts';
import { completeSecrets, readSecrets, secretManifests } from './secrets.ts';

describe('the Secrets', () => {
  const made = completeSecrets({});

  it('give each service only its own values', () => {
    const passwords = serviceNames
      .map((service) => `CHAT_${service.toUpperCase()}`)
      .flatMap((role) => [`${role}_MIGRATOR_PASSWORD`, `${role}_PASSWORD`]);
    assert.deepEqual(
      Object.fromEntries(Object.entries(made).map(([name, values]) => [name, Object.keys(values).sort()])),
      {
        postgres: ['POSTGRES_PASSWORD'],
        'database-bootstrap': [...passwords, 'DATABASE_NAME', 'DATABASE_URL'].sort(),
        ...Object.fromEntries(processNames.map((process) => [process, ['DATABASE_URL']])),
        'auth-service': ['DATABASE_URL', 'SIGNING_KEY'],
      },
    );
  });

  it('contain distinct passwords that need no URL encoding', () => {
    const bootstrap = made['database-bootstrap'] ?? {};
    const passwords = Object.entries(bootstrap).filter(([name]) => name.endsWith('_PASSWORD'));
    const secrets = [
      ...passwords.map(([, password]) => password),
      made['postgres']?.['POSTGRES_PASSWORD'] ?? '',
      made['auth-service']?.['SIGNING_KEY'] ?? '',
    ];
    for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
    assert.equal(new Set(secrets).size, secrets.length);
    assert.equal(
      made['message-service']?.['DATABASE_URL'],
      `postgresql://chat_messages:${bootstrap['CHAT_MESSAGES_PASSWORD'] ?? ''}@postgres:5432/chat`,
    );
  });

  it('are unchanged once they exist', () => {
    assert.deepEqual(completeSecrets(made), made);
  });

  it('are completed if one is missing, with values from the others', () => {
    const { 'message-service': removed, ...others } = made;
    assert.deepEqual(completeSecrets(others)['message-service'], removed);
  });

  it('keep the administrators configured by an operator', () => {
    const auth = { ...made['auth-service'], ADMINS: 'Grace' };
    assert.deepEqual(completeSecrets({ ...made, 'auth-service': auth })['auth-service'], auth);
  });

  it("are read from kubectl's list as they were applied", () => {
    const applied = JSON.parse(secretManifests(made, 'chat')) as {
      items: { metadata: { name: string }; stringData: Record<string, string> }[];
    };
    const items = applied.items.map(({ metadata, stringData }) => ({
      metadata,
      data: Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    }));
    assert.deepEqual(readSecrets(JSON.stringify({ items })), made);
  });
});
