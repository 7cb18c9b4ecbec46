/** The minimal structure of a JSON value, generated from the contracts: scripts/codegen/answers.ts. */
export type Shape = 'string' | 'number' | 'boolean' | 'any' | readonly [Shape] | { readonly [property: string]: Shape };

/** Whether a value has the shape. Additional properties are allowed: a newer server may send them. */
export function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === 'any') return true;
  if (typeof shape === 'string') return typeof value === shape;
  if (Array.isArray(shape)) {
    const [item] = shape as readonly [Shape];
    return Array.isArray(value) && value.every((each) => hasShape(each, item));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const properties = value as Record<string, unknown>;
  return Object.entries(shape).every(([key, expected]) => {
    const name = key.replace(/\?$/, '');
    return properties[name] === undefined ? name !== key : hasShape(properties[name], expected);
  });
}
