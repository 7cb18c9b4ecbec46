import { EnvironmentReader, readCommonConfig, type CommonConfig } from '../shared/environment.ts';
import type { StreamLimits } from '../shared/streams/registry.ts';

/** How many streams may be opened in a minute. */
export interface OpeningLimits {
  perUser: number;
  perAddress: number;
}

export interface Config extends CommonConfig {
  port: number;
  authUrl: string;
  streams: StreamLimits;
  opening: OpeningLimits;
}

const PER_MINUTE = { min: 1, max: 1_000_000 };
const STREAMS = { min: 1, max: 100_000 };

/** The settings of the process. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readCommonConfig(environment),
    port: environment.port('USERS_PORT', 5002),
    authUrl: environment.url('AUTH_URL', ['http:', 'https:'], 'http://127.0.0.1:5000'),
    streams: {
      maxStreams: environment.integer('MAX_STREAMS', 5_000, STREAMS),
      maxStreamsPerUser: environment.integer('MAX_STREAMS_PER_USER', 12, STREAMS),
    },
    opening: {
      perUser: environment.integer('STREAM_LIMIT_PER_USER', 60, PER_MINUTE),
      perAddress: environment.integer('STREAM_LIMIT_PER_ADDRESS', 300, PER_MINUTE),
    },
  };
}
