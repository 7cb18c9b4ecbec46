import { EnvironmentReader, readCommonConfig, type CommonConfig } from '../shared/environment.ts';
import type { StreamLimits } from '../shared/streams/registry.ts';

/** All limits are a minute's, and the same across replicas but for those of open streams. */
export interface Config extends CommonConfig, StreamLimits {
  port: number;
  authUrl: string;
  /** Messages and edits of one person. */
  sendLimit: number;
  /** Streams that one person opens. */
  streamLimitPerUser: number;
  /** Streams that one address opens: a whole office may have one. */
  streamLimitPerAddress: number;
}

const MANY = { min: 1, max: 1_000_000 };

/** The settings of the process. Throws ConfigError. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const environment = new EnvironmentReader(variables);
  return {
    ...readCommonConfig(environment),
    port: environment.port('MESSAGES_PORT', 5001),
    authUrl: environment.url('AUTH_URL', ['http:', 'https:'], 'http://127.0.0.1:5000'),
    sendLimit: environment.integer('SEND_LIMIT', 120, MANY),
    maxStreams: environment.integer('MAX_STREAMS', 5_000, MANY),
    maxStreamsPerUser: environment.integer('MAX_STREAMS_PER_USER', 12, MANY),
    streamLimitPerUser: environment.integer('STREAM_LIMIT_PER_USER', 60, MANY),
    streamLimitPerAddress: environment.integer('STREAM_LIMIT_PER_ADDRESS', 300, MANY),
  };
}
