/** `npm run bench:report`: writes tables and plots from bench/results.json again. */
import { readResults } from '../results.ts';
import { writeReport } from './write.ts';

await writeReport(await readResults());
