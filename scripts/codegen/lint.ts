/** `npm run lint:spec`: holds the contracts to the rules of redocly.yaml; a warning fails it like an error. */
import { contracts, redocly } from './redocly.ts';

try {
  await redocly('lint', ...contracts);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
