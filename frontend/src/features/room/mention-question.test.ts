import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../../api/result.ts';
import { room } from '../../stores/testing/samples.ts';
import type { Question } from '../../ui/confirm-dialog.ts';
import type { Mentioned } from '../composer/completion/mention-text.ts';
import { reviewMentions } from './mention-question.ts';

// Numbers are formatted for the reader.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'] }, configurable: true });

const mention = (name: string, more: Partial<Mentioned> = {}): Mentioned => ({
  sub: name,
  name,
  as: name,
  online: true,
  ...more,
});
const BEN = mention('Ben');
const CAROL = mention('Carol', { outside: true });
const EVERYBODY: Mentioned = { name: 'room', as: 'room', online: false };
const DONE: Result<true> = { ok: true, data: true, status: 200 };

/** Answers the question with one of its buttons, or none. */
function review(mentioned: Mentioned[], choice: 'action' | 'other' | 'none', options = {}) {
  const added: string[] = [];
  const questions: Question[] = [];
  const result = reviewMentions(mentioned, {
    room: room({ id: 'tea', members: 7 }),
    before: [],
    add: (sub) => {
      added.push(sub);
      return Promise.resolve(DONE);
    },
    ask: async (question) => {
      questions.push(question);
      if (choice === 'none') return false;
      return (await (choice === 'action' ? question : question.other)?.run())?.ok ?? false;
    },
    ...options,
  });
  return { added, questions, result };
}

describe('the question before mentions are sent', () => {
  it('is none for few people, or for those who are mentioned already', () => {
    assert.equal(review([BEN], 'none').result, undefined);
    assert.equal(review([EVERYBODY], 'none', { room: room({ id: 'tea', members: 6 }) }).result, undefined);
    assert.equal(review([EVERYBODY], 'none', { before: [{ as: 'room' }] }).result, undefined);
  });

  it('is asked before many are notified, and in general, where nobody counts them', async () => {
    const { result, questions } = review([EVERYBODY, BEN], 'action');
    assert.deepEqual(await result, [EVERYBODY, BEN]);
    assert.match(questions[0]?.text ?? '', /6 people/);
    assert.equal(await review([EVERYBODY], 'none').result, undefined);
    const general = review([EVERYBODY], 'action', { room: room({ id: 'general', members: 0 }) });
    assert.match(general.questions[0]?.text ?? '', /everybody in this chat/);
  });

  it('offers to add those outside, or to send without notifying them: one question, whatever else there is', async () => {
    const adding = review([CAROL, EVERYBODY], 'action');
    const notified = await adding.result;
    assert.deepEqual(adding.added, ['Carol']);
    assert.equal(adding.questions.length, 1);
    assert.match(adding.questions[0]?.text ?? '', /6 people/);
    assert.deepEqual(
      notified?.map(({ as, outside = false }) => [as, outside]),
      [
        ['Carol', false],
        ['room', false],
      ],
    );
    const sending = review([CAROL, BEN], 'other');
    assert.deepEqual(await sending.result, [BEN]);
    assert.deepEqual(sending.added, []);
    assert.equal(await review([CAROL, BEN], 'none').result, undefined);
  });
});
