import { parseAllDocuments } from 'yaml';

export interface Manifest {
  kind: string;
  metadata: { name: string };
  spec?: { template?: { metadata?: { annotations?: Record<string, string> } } };
}

/** Parses the output of `kubectl kustomize`: YAML 1.1, as everywhere in kubectl. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Manifest);
}

/**
 * For `kubectl apply --filename -`. JSON, since kubectl reads YAML 1.1, in which a plain `on` is true, and libraries
 * write YAML 1.2, in which it is an unquoted string.
 */
export function asList(manifests: object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
}
