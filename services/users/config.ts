import { SERVICES } from '../services.ts';
import { EnvironmentReader, readCommonConfig, type CommonConfig } from '../shared/service/environment.ts';
import { readStreamSettings, type StreamSettings } from '../shared/streams/limits.ts';

export interface Config extends CommonConfig, StreamSettings {
  port: number;
  authUrl: string;
}

/** The settings of the process. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readCommonConfig(environment),
    ...readStreamSettings(environment),
    port: environment.port(SERVICES.users.portVariable, SERVICES.users.port),
    authUrl: environment.url('AUTH_URL', ['http:', 'https:'], `http://127.0.0.1:${SERVICES.auth.port}`),
  };
}
