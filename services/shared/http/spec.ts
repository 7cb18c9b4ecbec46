import { readFileSync } from 'node:fs';
import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types.js';
import type { ServiceName } from '../../services.ts';

export type Spec = OpenAPIV3.DocumentV3;
export type Operation = OpenAPIV3.OperationObject;

/** A service's bundled contract as text: the complete one, or the public one for the gateway's clients. */
export function readBundle(name: ServiceName, audience: 'own' | 'public' = 'own'): string {
  const file = audience === 'own' ? `${name}.json` : `${name}.public.json`;
  return readFileSync(new URL(`../../../generated/openapi/${file}`, import.meta.url), 'utf8');
}

export function readSpec(name: ServiceName): Spec {
  return JSON.parse(readBundle(name)) as Spec;
}
