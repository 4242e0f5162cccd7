import type { Attribute } from './proto';

/** An attribute as tfjs-node hands it to its binding: a name, a number for the kind, and the value. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** tfjs-node's numbers for the kinds of attributes. */
const KINDS = ['string', 'int', 'float', 'bool', 'type', 'shape'] as const;

/** The attributes of an operation in the terms of the graph format. */
export function attributesOf(attributes: readonly NativeAttribute[]): Record<string, Attribute> {
  return Object.fromEntries(
    attributes.map(({ name, type, value }) => [name, convert(type, value)]),
  );
}

function convert(type: number, value: unknown): Attribute {
  switch (KINDS[type]) {
    case 'string':
      return { text: value as string };
    case 'int':
      return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
    case 'float':
      return Array.isArray(value) ? { floats: value as number[] } : { float: value as number };
    case 'bool':
      return { bool: Boolean(value) };
    case 'type':
      return Array.isArray(value) ? { types: value as number[] } : { type: value as number };
    case 'shape':
      return { shape: value as number[] };
    default:
      throw new TypeError(`An attribute is of the unknown kind ${type}.`);
  }
}
