import type { ProcessName } from '../../services.ts';
import type { Metrics } from '../metrics.ts';

export interface OperationsDependencies {
  service: ProcessName;
  metrics: Metrics;
  /** Resolves if the service is ready; throws `unavailable` otherwise. */
  checkReady: () => Promise<void>;
}

/** Handlers of the three operations common to all services. */
export function operationsHandlers({ service, metrics, checkReady }: OperationsDependencies) {
  return {
    getHealth: () => ({ status: 200 as const, body: { status: 'healthy' as const, service } }),
    getReady: async () => {
      await checkReady();
      return { status: 200 as const, body: { status: 'ready' as const, service } };
    },
    getMetrics: async () => ({ status: 200 as const, text: await metrics.registry.metrics() }),
  };
}
