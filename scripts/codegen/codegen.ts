import { join } from 'node:path';
import { generate } from './generate.ts';
import { root } from './services.ts';

await generate(join(root, 'generated'));
