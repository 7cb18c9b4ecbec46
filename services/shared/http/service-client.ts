import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import createClient, { type Client } from 'openapi-fetch';

/** Maximum concurrent requests per service; further ones are queued. */
const MAX_SOCKETS = 64;

interface RequestParts {
  method: string;
  headers: Headers;
  body?: string | undefined;
}

/** What openapi-fetch makes of a call, and reads again. */
class PlainRequest implements RequestParts {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;

  constructor(url: string, { method, headers, body }: RequestParts) {
    this.url = url;
    this.method = method;
    this.headers = headers;
    this.body = body;
  }
}

/** What openapi-fetch and the callers read of an answer. Without a length its JSON is parsed from the text. */
class PlainResponse implements Pick<Response, 'ok' | 'status' | 'text'> {
  readonly headers = { get: () => null };
  readonly status: number;
  readonly #text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.#text = text;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  text(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}

/**
 * A client for small requests between services, with keep-alive. Node's own `fetch`, `Request` and `Response` take several
 * times the CPU, mostly for streams and abort signals, which these requests do not need.
 *
 * @param timeoutMs for the complete response
 */
export function createServiceClient<Paths extends object>(baseUrl: string, timeoutMs: number): Client<Paths> {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const plain = { send: http.request, agent: new http.Agent(options) };
  const secure = { send: https.request, agent: new https.Agent(options) };
  const fetch = ({ url, method, headers: given, body = '' }: PlainRequest) => {
    const { send, agent } = url.startsWith('https:') ? secure : plain;
    const headers = { ...Object.fromEntries(given), 'content-length': Buffer.byteLength(body) };
    return new Promise<PlainResponse>((resolve, reject) => {
      const sent = send(url, { agent, method, headers }, (answer) => {
        readAnswer(answer).then(resolve, reject);
      });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      sent.once('close', () => clearTimeout(timer));
      sent.once('error', reject);
      sent.end(body);
    });
  };
  return createClient<Paths>({
    baseUrl,
    fetch: fetch as unknown as (request: Request) => Promise<Response>,
    Request: PlainRequest as unknown as typeof Request,
  });
}

function readAnswer(answer: IncomingMessage): Promise<PlainResponse> {
  return new Promise((resolve, reject) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => (text += part));
    answer.once('end', () => resolve(new PlainResponse(answer.statusCode ?? 500, text)));
    // Also if the connection ends before the answer does.
    answer.once('error', reject);
  });
}
