import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseManifests } from '../../scripts/kubernetes/manifests.ts';

const execute = promisify(execFile);

export interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: { containers: { name: string; image: string; ports?: { containerPort: number; protocol?: string }[] }[] };
}

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: { template?: PodTemplate; replicas?: number };
}

/** Renders an overlay, without a cluster. */
export async function rendered(overlay: string): Promise<Manifest[]> {
  const { stdout } = await execute('kubectl', ['kustomize', `k8s/overlays/${overlay}`], { maxBuffer: 16 * 2 ** 20 });
  return parseManifests(stdout) as Manifest[];
}
