/** The minimal structure of a JSON value, generated from the contracts: scripts/codegen/answers.ts. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  | readonly [Shape]
  | readonly [discriminator: string, shapes: Readonly<Record<string, Shape>>]
  | { readonly [property: string]: Shape };

const isList = (shape: Exclude<Shape, string>): shape is readonly [Shape] => Array.isArray(shape) && shape.length === 1;
const isUnion = (shape: Exclude<Shape, string>): shape is readonly [string, Record<string, Shape>] =>
  Array.isArray(shape) && shape.length === 2;

/** Whether a value has the shape. Additional properties and kinds are allowed: a newer server may send them. */
export function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === 'any') return true;
  if (typeof shape === 'string') return typeof value === shape;
  if (isList(shape)) return Array.isArray(value) && value.every((each) => hasShape(each, shape[0]));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const properties = value as Record<string, unknown>;
  if (isUnion(shape)) {
    const [discriminator, shapes] = shape;
    const kind = properties[discriminator];
    return typeof kind === 'string' && hasShape(value, shapes[kind] ?? 'any');
  }
  return Object.entries(shape).every(([key, expected]) => {
    const name = key.replace(/\?$/, '');
    return properties[name] === undefined ? name !== key : hasShape(properties[name], expected);
  });
}
