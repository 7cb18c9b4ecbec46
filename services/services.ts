/**
 * The one table of services: whatever lists services reads it. docs/ADDING-A-SERVICE.md says what a new row needs. This
 * file imports nothing, so that everything may import it.
 *
 * A service's name is also that of its folder in services/, of its contract in openapi/, and of its database schema.
 */
interface ServiceRow {
  /** What /health, logs, images and Kubernetes call it. */
  process: `${string}-service`;
  portVariable: `${string}_PORT`;
  /** The port unless the variable names another, and always in Kubernetes. */
  port: number;
  /** Idle connections that each nginx worker keeps open to it. */
  keepalive: number;
}

export const SERVICES = {
  auth: { process: 'auth-service', portVariable: 'AUTH_PORT', port: 5000, keepalive: 32 },
  messages: { process: 'message-service', portVariable: 'MESSAGES_PORT', port: 5001, keepalive: 128 },
  users: { process: 'user-service', portVariable: 'USERS_PORT', port: 5002, keepalive: 32 },
} as const satisfies Record<string, ServiceRow>;

export type ServiceName = keyof typeof SERVICES;
export type ProcessName = (typeof SERVICES)[ServiceName]['process'];

export const serviceNames = Object.keys(SERVICES) as readonly ServiceName[];
export const processNames: readonly ProcessName[] = serviceNames.map((service) => SERVICES[service].process);

/** Calls `make` for each service. */
export function perService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(serviceNames.map((service) => [service, make(service)])) as Record<ServiceName, T>;
}

/** Calls `make` for all services at once, and resolves when all calls have. */
export async function perServiceAsync<T>(make: (service: ServiceName) => Promise<T>): Promise<Record<ServiceName, T>> {
  const made = new Map(await Promise.all(serviceNames.map(async (service) => [service, await make(service)] as const)));
  return perService((service) => made.get(service) as T);
}
