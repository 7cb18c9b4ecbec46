import { parseAllDocuments } from 'yaml';

export interface Manifest {
  kind: string;
  metadata: { name: string };
  spec?: { template?: { metadata?: { annotations?: Record<string, string> } } };
}

/** What `kubectl kustomize` printed: YAML 1.1, as all of kubectl. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Manifest);
}

/**
 * For `kubectl apply --filename -`. JSON, since kubectl reads YAML 1.1, where a plain `on` is true, and libraries write
 * 1.2, where it is text and bears no quotes.
 */
export function asList(manifests: object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
}
