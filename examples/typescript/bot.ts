/**
 * A bot: logs in as a guest, posts a message, prints the history, logs out.
 *
 *     npx tsx examples/typescript/bot.ts http://localhost:8080
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Configuration, MessagesApi, ResponseError, SessionsApi } from '../../generated/sdk/typescript/index.ts';

const basePath = `${process.argv[2] ?? 'http://localhost:8080'}/api`;

async function main(): Promise<void> {
  const username = `Bot-${randomBytes(3).toString('hex')}`;
  const session = await new SessionsApi(new Configuration({ basePath })).login({ loginRequest: { username } });
  // The token lasts 15 minutes. A guest that runs longer logs in again with it (as accessToken) before it expires, for
  // up to a day (see ../README.md for longer).
  const configuration = new Configuration({ basePath, accessToken: session.token });
  const messages = new MessagesApi(configuration);

  // The client chooses the id, so a retry after a lost response does not duplicate the message.
  const postRequest = { id: randomUUID(), message: `Hello from ${session.username}, in TypeScript` };
  await messages.postMessage({ postRequest });

  const history = await messages.listMessages({ limit: 10 });
  for (const { timestamp, username: author, message } of history.messages) {
    console.log(`${timestamp.toISOString()} ${author}: ${message}`);
  }
  await new SessionsApi(configuration).logout();
}

/** Every API error is a problem document whose detail says what to do. */
function describe(error: unknown): Promise<string> | string {
  return error instanceof ResponseError ? error.response.text() : String(error);
}

await main().catch(async (error: unknown) => {
  console.error(await describe(error));
  process.exitCode = 1;
});
