import type { Answer, Contract, Operation } from './contract.ts';

/*
 * Dredd's parser knows a part of OpenAPI 3.0: it warns of what it ignores, and stops at an example that stands
 * elsewhere than it expects. So it gets only what it uses: paths, methods, parameters that a URL needs, and one example
 * of every body. The rest of the contract (schemas, headers) is checked by response-validator.ts.
 */

const content = (mediaType: string, example: unknown) => ({ [mediaType]: example === undefined ? {} : { example } });

function responsesOf(answers: Answer[]) {
  const responses: Record<string, { description: string; content?: Record<string, unknown> }> = {};
  for (const { status, mediaType, example } of answers) {
    const response = (responses[status] ??= { description: '' });
    if (mediaType) response.content = { ...response.content, ...content(mediaType, example) };
  }
  return responses;
}

function operationOf({ id, pathParameters, requestExample, answers }: Operation) {
  return {
    // Dredd names transactions by the summary.
    summary: id,
    parameters: pathParameters.map(({ name, example }) => ({ name, in: 'path', required: true, example })),
    ...(requestExample === undefined ? {} : { requestBody: { content: content('application/json', requestExample) } }),
    responses: responsesOf(answers),
  };
}

/** The contract as far as Dredd understands it. */
export function dreddDocument({ title, operations }: Contract): string {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  }
  return JSON.stringify({ openapi: '3.0.3', info: { title, version: '1' }, paths }, null, 1);
}
