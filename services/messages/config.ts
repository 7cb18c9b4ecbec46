import { readStreamingConfig, type StreamingConfig } from '../shared/service/config.ts';
import { EnvironmentReader } from '../shared/environment.ts';

export interface Config extends StreamingConfig {
  /** Messages and edits per user and minute, across all replicas. */
  sendLimit: number;
}

/** Reads the settings from the environment. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readStreamingConfig(environment, 'messages'),
    sendLimit: environment.integer('SEND_LIMIT', 120, { min: 1, max: 1_000_000 }),
  };
}
