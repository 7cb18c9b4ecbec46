import { StringDecoder } from 'node:string_decoder';

/** One block of a stream of Server-Sent Events, by its fields. */
export type Frame = Map<string, string>;

/** Splits the bytes that arrive into frames. An incomplete frame waits for the rest. */
export class FrameParser {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  take(bytes: Buffer): Frame[] {
    const blocks = (this.#rest + this.#decoder.write(bytes)).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(
      (block) => new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string])),
    );
  }
}
