/** Written by `npm run codegen`: the paths of all contracts. */
import type { paths as auth } from './auth.ts';
import type { paths as messages } from './messages.ts';
import type { paths as users } from './users.ts';

export type Paths = auth & messages & users;
