import type { Listener } from '../../shared/database/listener.ts';
import { frame } from '../../shared/http/streaming/frame.ts';
import type { PersonStreams } from '../../shared/log/person-streams.ts';
import type { Signal } from './event-kinds.ts';

/** The channel on which replicas send each other signals. */
export const SIGNALS = 'messages_signals';

/** A signal and who receives it: that person; without one, the others in its room. */
export type AddressedSignal =
  | { to: string; signal: Exclude<Signal, { type: 'typing' }> }
  | { to?: undefined; signal: Extract<Signal, { type: 'typing' }> };

/** Passes on what any replica sends to the streams of this one that receive signals of the kind. */
export function deliverSignals(listener: Listener, people: PersonStreams): void {
  listener.on('notification', (channel, payload) => {
    if (channel !== SIGNALS) return;
    for (const { to, signal } of JSON.parse(payload) as AddressedSignal[]) {
      const { type, room } = signal;
      const bytes = Buffer.from(frame(type, JSON.stringify(signal)));
      if (to === undefined) people.signalRoom(room, type, bytes, signal.sub);
      else people.signalPerson(to, type, bytes);
    }
  });
}
