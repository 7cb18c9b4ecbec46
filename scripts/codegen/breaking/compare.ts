import { isDeepStrictEqual } from 'node:util';
import openapiDiff from 'openapi-diff';
import type { Spec } from '../specs.ts';
import { visible } from './visible.ts';

const asOption = (spec: Spec, location: string) =>
  ({ content: JSON.stringify(visible(spec)), location, format: 'openapi3' }) as const;

const verdicts: Record<string, string> = {
  'path.remove': 'is gone',
  'response.status-code.remove': 'is gone',
  'request.body.scope.remove': 'allows less than before',
  'response.body.scope.add': 'may have other values than before, or lacks some',
};

/**
 * A line such as `PUT /things/{id}: the request allows less than before`, from the place at which openapi-diff saw it.
 */
function line(code: string, location: string): string {
  const [, path = location, method = '', shownAs = '', detail = ''] =
    /^paths\.(\S+) ([A-Z]+), (JSON|[^.]+)(.*)$/.exec(location) ?? [];
  const [, status] = /\.responses\.(\d+)/.exec(detail) ?? [];
  const json = status ? `the JSON of ${status}` : detail ? 'the request' : 'the operation';
  return `${method} ${path}: ${shownAs === 'JSON' ? json : shownAs} ${verdicts[code] ?? code}`;
}

/** The changes of a published contract that break its clients, one line each. */
export async function breakingChanges(published: Spec, changed: Spec): Promise<string[]> {
  if (isDeepStrictEqual(published, changed)) return []; // openapi-diff needs seconds for that
  const outcome = await openapiDiff.diffSpecs({
    sourceSpec: asOption(published, 'the published contract'),
    destinationSpec: asOption(changed, 'the contract'),
  });
  if (!outcome.breakingDifferencesFound) return [];
  const lines = outcome.breakingDifferences.map(({ code, sourceSpecEntityDetails, destinationSpecEntityDetails }) => {
    const [entity] = [...sourceSpecEntityDetails, ...destinationSpecEntityDetails];
    return line(code, entity?.location ?? '');
  });
  return [...new Set(lines)].sort();
}
