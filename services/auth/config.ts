import { readFileSync } from 'node:fs';
import { readMessagesUrl, readServiceConfig, type ServiceConfig } from '../shared/service/config.ts';
import { ConfigError, EnvironmentReader, readCommonConfig, type CommonConfig } from '../shared/environment.ts';
import { isNameOfChat } from './about/chat-name.ts';
import { isChatName } from '../shared/text/names.ts';
import type { LoginLimits } from './identity.ts';
import { DAY, DEFAULT_SESSION_LIFETIME } from './lifetimes.ts';

export interface Config extends ServiceConfig {
  signingKey: Buffer;
  admins: string[];
  guestLogin: boolean;
  /** message-service, which knows invites. */
  messagesUrl: string;
  /** The chat's name until an administrator sets one. */
  chatName: string;
  limits: LoginLimits;
  /** Maximum lifetime of a session, in milliseconds. */
  sessionLifetime: number;
}

const MIN_KEY_BYTES = 32;
const PER_MINUTE = { min: 1, max: 1_000_000 };

/** Reads the settings from the environment. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readServiceConfig(environment, 'auth'),
    signingKey: readSigningKey(environment),
    admins: readAdmins(environment),
    messagesUrl: readMessagesUrl(environment),
    guestLogin: environment.oneOf('GUEST_LOGIN', ['on', 'off'], 'on') === 'on',
    chatName: readChatName(environment),
    limits: {
      loginPerName: environment.integer('LOGIN_LIMIT_PER_NAME', 10, PER_MINUTE),
      loginPerAddress: environment.integer('LOGIN_LIMIT_PER_ADDRESS', 300, PER_MINUTE),
    },
    sessionLifetime:
      DAY * environment.integer('SESSION_LIFETIME_DAYS', DEFAULT_SESSION_LIFETIME / DAY, { min: 1, max: 3_650 }),
  };
}

/** The database settings only. Throws ConfigError. */
export function readDatabases(): Pick<CommonConfig, 'databaseUrl' | 'migrationUrl'> {
  return readCommonConfig(new EnvironmentReader(process.env));
}

function readChatName(environment: EnvironmentReader): string {
  const name = environment.text('CHAT_NAME', 'Chat');
  if (!isNameOfChat(name)) throw new ConfigError('CHAT_NAME is not one visible line of at most 60 characters.');
  return name;
}

function readSigningKey(environment: EnvironmentReader): Buffer {
  const file = environment.optional('SIGNING_KEY_FILE');
  const text = environment.optional('SIGNING_KEY') ?? (file === undefined ? undefined : readKeyFile(file));
  const advice = `Set SIGNING_KEY, or SIGNING_KEY_FILE to a file that holds it, to at least ${MIN_KEY_BYTES} random bytes.`;
  if (text === undefined) throw new ConfigError(`There is no signing key. ${advice}`);
  const key = Buffer.from(text);
  if (key.length < MIN_KEY_BYTES) throw new ConfigError(`The signing key has ${key.length} bytes. ${advice}`);
  return key;
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`SIGNING_KEY_FILE ${file} cannot be read (${code}).`, { cause: error });
  }
}

/** The administrators' names. Throws ConfigError. */
export function readAdmins(environment = new EnvironmentReader(process.env)): string[] {
  const names = (environment.optional('ADMINS') ?? '').split(',').map((name) => name.trim());
  const admins = names.filter((name) => name !== '');
  const bad = admins.find((name) => !isChatName(name));
  if (bad !== undefined) {
    throw new ConfigError(`ADMINS holds "${bad}", which is not a name. List names, separated by commas.`);
  }
  return admins;
}
