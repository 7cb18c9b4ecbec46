/** The load generator's process: its parent sends a job and gets the reply. It ends with its parent. */
import { drive } from './drive.ts';
import type { Job, Reply } from './job.ts';

async function replyTo(job: Job): Promise<Reply> {
  try {
    return { result: await drive(job) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (job: Job) => void replyTo(job).then((reply) => process.send?.(reply)));
// Nobody would read the result of a running job.
process.on('disconnect', () => process.exit());
