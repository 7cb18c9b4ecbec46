import type { Listener } from '../database/listener.ts';
import { Problem } from '../problem.ts';
import type { Logger } from '../logging/logger.ts';
import type { StreamRegistry } from '../streams/registry.ts';
import type { Caller } from '../caller.ts';
import { SESSION_ENDED, type Verifier } from './verifier.ts';

const AT_ONCE = 16;
const RETRY_MS = 2_000;

/**
 * Closes a session's streams when it ends. After a notification outage every open stream's token is verified again,
 * since its session may have ended unnoticed.
 */
export function closeEndedStreams(
  streams: StreamRegistry,
  listener: Listener,
  verifier: Verifier,
  logger: Logger,
): void {
  listener.on('notification', (channel, sid) => {
    if (channel === SESSION_ENDED) streams.closeSession(sid);
  });
  listener.on('up', () => void verifyAgain(streams.callers()));

  async function verifyAgain(callers: Caller[]): Promise<void> {
    const unanswered: Caller[] = [];
    const queue = [...callers];
    const worker = async () => {
      for (let caller = queue.pop(); caller; caller = queue.pop()) {
        if (!(await check(caller))) unanswered.push(caller);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (unanswered.length === 0) return;
    logger.warn({ tokens: unanswered.length }, 'could not verify open streams again; retrying');
    setTimeout(() => void verifyAgain(unanswered), RETRY_MS * (0.5 + Math.random())).unref();
  }

  /** Whether auth-service answered. */
  async function check(caller: Caller): Promise<boolean> {
    // The expiry timer closes an expired token's stream.
    if (caller.exp * 1000 <= Date.now()) return true;
    try {
      await verifier.verifyUncached(caller.token, 'verify-again');
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'unauthenticated') return false;
      streams.closeSession(caller.sid);
      return true;
    }
  }
}
