import type { Cell } from '../cell.ts';
import { history } from './history.ts';
import { replicas } from './replicas.ts';
import { sends } from './sends.ts';

/** In the order in which they run. */
export const cells: Cell[] = [sends, history, replicas];
