import { SERVICES, type ServiceName } from '../../services.ts';
import { readStreamSettings, type StreamSettings } from '../streams/limits.ts';
import { readCommonConfig, type CommonConfig, type EnvironmentReader } from '../environment.ts';

export interface ServiceConfig extends CommonConfig {
  port: number;
}

/** The settings of a service with streams, which asks auth-service about tokens. */
export interface StreamingConfig extends ServiceConfig, StreamSettings {
  authUrl: string;
}

/** Reads the settings of a service. Throws ConfigError. */
export function readServiceConfig(environment: EnvironmentReader, service: ServiceName): ServiceConfig {
  const { portVariable, port } = SERVICES[service];
  return { ...readCommonConfig(environment), port: environment.port(portVariable, port) };
}

/** message-service's URL. */
export function readMessagesUrl(environment: EnvironmentReader): string {
  return environment.url('MESSAGES_URL', ['http:', 'https:'], `http://127.0.0.1:${SERVICES.messages.port}`);
}

/** Reads the settings of a service with streams. Throws ConfigError. */
export function readStreamingConfig(environment: EnvironmentReader, service: ServiceName): StreamingConfig {
  return {
    ...readServiceConfig(environment, service),
    ...readStreamSettings(environment),
    authUrl: environment.url('AUTH_URL', ['http:', 'https:'], `http://127.0.0.1:${SERVICES.auth.port}`),
  };
}
