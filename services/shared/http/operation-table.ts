import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types.js';
import type { Operation, Spec } from './spec.ts';

export type Schema = OpenAPIV3.SchemaObject;
export type Parameter = OpenAPIV3.ParameterObject;

type Reference = OpenAPIV3.ReferenceObject;
export type OrReference<T extends object> = T | Reference;
export type Resolve = <T extends object>(value: OrReference<T>) => T;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Resolves the references of a bundled contract, all of which are local. */
export function resolverOf(spec: Spec): Resolve {
  const resolve = <T extends object>(value: OrReference<T>): T => {
    if (!('$ref' in value)) return value;
    const keys = value.$ref.replace(/^#\//, '').split('/');
    const target = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], spec);
    if (target === undefined) throw new Error(`the contract has no ${value.$ref}`);
    return resolve(target as OrReference<T>);
  };
  return resolve;
}

/** A value per operation of a contract, by operationId. */
export function operationTable<T>(
  spec: Spec,
  make: (operation: Operation, parameters: Parameter[]) => T,
): (operation: Operation) => T {
  const resolve = resolverOf(spec);
  const table = new Map<string, T>();
  for (const item of Object.values(spec.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      table.set(String(operation.operationId), make(operation, parameters.map(resolve<Parameter>)));
    }
  }
  return ({ operationId }) => {
    const found = table.get(String(operationId));
    if (found === undefined) throw new Error(`the contract has no operation ${String(operationId)}`);
    return found;
  };
}
