import { readMessagesUrl, readStreamingConfig, type StreamingConfig } from '../shared/service/config.ts';
import { EnvironmentReader } from '../shared/environment.ts';

export interface Config extends StreamingConfig {
  /** message-service, which knows who shares rooms. */
  messagesUrl: string;
}

/** Reads the settings from the environment. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return { ...readStreamingConfig(environment, 'users'), messagesUrl: readMessagesUrl(environment) };
}
