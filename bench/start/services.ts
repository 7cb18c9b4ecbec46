import { SERVICES, serviceNames, type ServiceName } from '../../services/services.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { median } from '../percentile.ts';
import { makeDatabase, startDatabaseServer, startReplica } from '../product.ts';

/** From the start of a service's process until /ready answers 200; the database is up and migrated. */
export async function startOfServices(run: Run): Promise<Metric[]> {
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const timeOf = async (service: ServiceName) => {
    const began = performance.now();
    const replica = await startReplica(run, service, { urls, authUrl: auth.url });
    const elapsed = performance.now() - began;
    await replica.stop();
    return elapsed;
  };
  const metrics: Metric[] = [];
  for (const service of serviceNames) {
    run.say(`start of ${SERVICES[service].process}`);
    // It migrates its schema.
    await timeOf(service);
    const times: number[] = [];
    for (let time = 0; time < (run.quick ? 1 : 3); time++) times.push(await timeOf(service));
    metrics.push(
      metric({ metric: `${SERVICES[service].process}: from start to ready`, value: median(times), unit: 'ms' }),
    );
  }
  return metrics;
}
