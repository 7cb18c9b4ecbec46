/** Whether a response is what the contract declares: its body by the schema, its headers. */
import type { ValidateFunction } from 'ajv';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { isChatName } from '../../services/shared/text/names.ts';
import { isChatText } from '../../services/shared/text/text.ts';
import { isTimeZone } from '../../services/shared/text/time-zones.ts';
import type { Answer, Contract, Schema } from './contract.ts';

export interface ReceivedAnswer {
  headers: Record<string, string | string[]>;
  body?: string;
}

export class ResponseValidator {
  readonly #ajv: InstanceType<typeof draft04.default>;
  readonly #components: Contract['components'];
  readonly #compiled = new Map<Schema, ValidateFunction>();

  constructor({ components }: Contract) {
    // OpenAPI 3.0's schemas are JSON Schema draft 4 plus `nullable`. Strict: unknown keywords are errors.
    this.#ajv = new draft04.default({ strict: true, allErrors: true });
    formats.default(this.#ajv);
    this.#ajv.addFormat('chat-name', isChatName).addFormat('chat-text', isChatText).addFormat('time-zone', isTimeZone);
    this.#ajv.addKeyword('components');
    // It only says which schema of a `oneOf` to look at; the schemas exclude each other without it.
    this.#ajv.addKeyword('discriminator');
    this.#components = components;
  }

  /** What is wrong with the value, as text; empty if nothing is. */
  check(value: unknown, schema: Schema): string {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile({ allOf: [schema], components: this.#components });
      this.#compiled.set(schema, validate);
    }
    return validate(value) ? '' : this.#ajv.errorsText(validate.errors, { dataVar: 'the answer' });
  }

  /** What is wrong with the response, one entry per fault. */
  validate({ headers, body }: ReceivedAnswer, answer: Answer): string[] {
    return [...this.#headers(headers, answer), ...this.#body(body, answer)].filter(Boolean);
  }

  #headers(headers: ReceivedAnswer['headers'], answer: Answer): string[] {
    return Object.entries(answer.headers).map(([name, schema]) => {
      const value = [headers[name.toLowerCase()] ?? []].flat().join(', ');
      if (value === '') return `the header ${name} is missing`;
      const wrong = this.check(schema['type'] === 'integer' ? Number(value) : value, schema);
      return wrong && `${name} is "${value}": ${wrong}`;
    });
  }

  #body(body: string | undefined, { mediaType, schema }: Answer): string[] {
    if (!mediaType || !schema) return body ? ['there is a body where none is declared'] : [];
    if (!body) return ['there is no body'];
    try {
      return [this.check(mediaType.endsWith('json') ? JSON.parse(body) : body, schema)];
    } catch (error) {
      return [`the body: ${String(error)}`];
    }
  }
}
