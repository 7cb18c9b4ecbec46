const SUB = '0b0c3c1e-6f0f-4f6b-9a39-3a1e1f0a7c11';
let seq = Date.now();

/** The response of message-service to a post, built from the post alone. */
export function acknowledge(post: unknown): Record<string, unknown> {
  const { id, message } = post as { id: string; message: string };
  const timestamp = new Date().toISOString();
  return { id, room: 'general', sub: SUB, username: 'Person-1', guest: true, message, seq: ++seq, timestamp };
}
