import type { RunResult } from '../runner/result';
import schema from './run-result.schema.json';

interface SchemaNode {
  $ref?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
}

/**
 * A run as JSON with two spaces of indent. Fields stand in the order of the schema, free-form keys
 * (parameters, environment) in that of the alphabet, so that equal runs make equal text.
 */
export function renderJson(run: RunResult): string {
  return `${JSON.stringify(ordered(run, schema), null, 2)}\n`;
}

function ordered(value: unknown, node: SchemaNode | undefined): unknown {
  const known = resolve(node);
  if (Array.isArray(value)) return value.map((item: unknown) => ordered(item, known?.items));
  if (value === null || typeof value !== 'object') return value;
  const rank = Object.keys(known?.properties ?? {});
  const position = (key: string) => (rank.includes(key) ? rank.indexOf(key) : rank.length);
  const entries = Object.entries(value)
    .sort(([a], [b]) => position(a) - position(b) || (a < b ? -1 : 1))
    .map(([key, item]): [string, unknown] => [key, ordered(item, known?.properties?.[key])]);
  return Object.fromEntries(entries);
}

function resolve(node: SchemaNode | undefined): SchemaNode | undefined {
  const name = node?.$ref?.replace('#/$defs/', '');
  if (name === undefined) return node;
  return (schema.$defs as Record<string, SchemaNode>)[name];
}
