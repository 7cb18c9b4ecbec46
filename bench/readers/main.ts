/** The process of the readers: started by `readers.ts`, ends with it. */
import { Crowd } from './crowd.ts';
import type { Order, Report } from './protocol.ts';

const report = (what: Report) => process.send?.(what);
const crowd = new Crowd(report);

process.on('disconnect', () => process.exit(0));
process.on('message', (order: Order) => {
  if (order.order === 'open') crowd.open(order.streams);
  else if (order.order === 'rounds') crowd.rounds(order.events);
  else report({ report: 'latencies', latencies: crowd.takeLatencies() });
});
