import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { openStream } from '../../shared/streams/open.ts';
import { personOf } from '../person.ts';
import type { PresenceDependencies } from './presence.ts';

type StreamPresence = operations['streamPresence'];

/** Streams who comes and goes. The caller is online while the stream is open. */
export function streamPresence(
  dependencies: PresenceDependencies,
  request: ValidRequest<StreamPresence>,
): Promise<Reply<StreamPresence>> {
  const { presence, preferenceStreams, people } = dependencies;
  const include = new Set(request.query.include);
  return openStream(dependencies, request, async (slot) => {
    const visible = await people.visibleTo(request.caller);
    const removeStream = await presence.addStream(personOf(request.caller));
    return (stream) => {
      stream.onClose(() => removeStream({ immediately: slot.sessionEnded }));
      presence.begin(stream, include.has('details'), request.caller.sub, visible);
      if (include.has('preferences')) preferenceStreams.add(request.caller.sub, stream);
    };
  });
}
