import type { Suite } from '../suite.ts';
import { deliveries } from './deliveries.ts';
import { history } from './history.ts';
import { latency } from './latency.ts';
import { memoryOfStreams } from './memory.ts';
import { page } from './page.ts';
import { pod } from './pod.ts';
import { replicas } from './replicas.ts';
import { resume } from './resume.ts';
import { roomList } from './room-list.ts';
import { rooms } from './rooms.ts';
import { sends } from './sends.ts';
import { start } from './start.ts';

/** In the order in which they run. */
export const suites: Suite[] = [
  sends,
  deliveries,
  latency,
  memoryOfStreams,
  history,
  resume,
  rooms,
  roomList,
  replicas,
  pod,
  page,
  start,
];
