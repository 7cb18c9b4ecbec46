import { Problem } from '../../shared/problem.ts';

export function unknownMessage(): Problem {
  return new Problem('not-found', 'No message has this id. Check the id.', { title: 'Message not found' });
}
