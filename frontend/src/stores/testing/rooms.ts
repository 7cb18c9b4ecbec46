import type { MyRoom } from '../../api/types.ts';
import { room } from './samples.ts';

/** A room that Ada is in, named like its id. */
export const roomNamed = (id: string, more: Partial<MyRoom> = {}): MyRoom =>
  room({ id, name: id, level: 'mentions', ...more });
