import { readStreamingConfig, type StreamingConfig } from '../shared/service/config.ts';
import { EnvironmentReader } from '../shared/environment.ts';

/** Reads the settings from the environment. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): StreamingConfig {
  return readStreamingConfig(new EnvironmentReader(variables), 'users');
}
