/** Changes the chat's name, for administrators. */
import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { About } from '../api/types.ts';
import type { AboutStore } from './about.ts';

interface Stores {
  session: { readonly api: Api };
  about: Pick<AboutStore, 'take'>;
}

/** The page shows the new name at once; others show it when they ask again. */
export async function renameChat({ session, about }: Stores, name: string): Promise<Result<About>> {
  const result = await attempt(session.api.PATCH('/about', { body: { name }, signal: deadline() }));
  if (result.ok) about.take(result.data.name);
  return result;
}
