/** Parameters of Python cells, read line by line as papermill reads them. */
import { isRecord, type Parameter, type ParameterLanguage, type ParameterType } from './declared';

const ASSIGNMENT =
  /^(?<name>[A-Za-z_]\w*)\s*(?::\s*(?<type>[^=#]+?)\s*)?=(?!=)\s*(?<value>.+?)\s*(?:#\s*(?<comment>.*))?$/;

const TYPES: Record<string, (value: unknown) => boolean> = {
  int: Number.isInteger,
  float: (value) => typeof value === 'number',
  str: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  list: Array.isArray,
  dict: isRecord,
};

/** The type's name that a default tells; a number may become any other number. */
function nameOf(value: string): string {
  if (/^(True|False)$/.test(value)) return 'bool';
  if (/^[+-]?[\d_.]+(e[+-]?\d+)?$/i.test(value)) return 'float';
  if (/^[rf]?(["']).*\1$/i.test(value)) return 'str';
  if (value.startsWith('[')) return 'list';
  return value.startsWith('{') ? 'dict' : 'Any';
}

function typeOf(annotation: string | undefined, value: string): ParameterType {
  const text = annotation ?? nameOf(value);
  return { text, admits: TYPES[text.replace(/\[.*/, '').toLowerCase()] ?? (() => true) };
}

function declared(source: string): Parameter[] {
  return source.split('\n').flatMap((line): Parameter[] => {
    const { name, type, value = '', comment } = ASSIGNMENT.exec(line)?.groups ?? {};
    if (name === undefined) return [];
    return [{ name, type: typeOf(type, value), default: value, ...(comment && { comment }) }];
  });
}

function pythonLiteral(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${pythonLiteral(member)}`,
  );
  return `{${members.join(', ')}}`;
}

/** Parameters that a cell assigns at the start of a line. */
export const PYTHON: ParameterLanguage = {
  declared,
  assignments: (values) =>
    [
      '# The values of this run.',
      ...Object.entries(values).map(([name, value]) => `${name} = ${pythonLiteral(value)}`),
    ].join('\n'),
};
