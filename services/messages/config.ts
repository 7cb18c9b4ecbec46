import { SERVICES } from '../services.ts';
import { EnvironmentReader, readCommonConfig, type CommonConfig } from '../shared/service/environment.ts';
import { readStreamSettings, type StreamSettings } from '../shared/streams/limits.ts';

export interface Config extends CommonConfig, StreamSettings {
  port: number;
  authUrl: string;
  /** Messages and edits per user and minute, across all replicas. */
  sendLimit: number;
}

/** Reads the settings from the environment. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readCommonConfig(environment),
    ...readStreamSettings(environment),
    port: environment.port(SERVICES.messages.portVariable, SERVICES.messages.port),
    authUrl: environment.url('AUTH_URL', ['http:', 'https:'], `http://127.0.0.1:${SERVICES.auth.port}`),
    sendLimit: environment.integer('SEND_LIMIT', 120, { min: 1, max: 1_000_000 }),
  };
}
