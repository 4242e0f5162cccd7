/** What a notebook's `parameters` cell declares, whatever its language. */
import { JupyterError } from '../../jupyter/error';

/** A notebook whose parameters cannot be set, or values that do not fit it. */
export class ParameterError extends JupyterError {}

/** The values that a parameter takes. */
export interface ParameterType {
  /** As its language writes it. */
  text: string;
  /** Whether a JSON value is one of them. */
  admits: (value: unknown) => boolean;
}

/** One parameter. */
export interface Parameter {
  name: string;
  type: ParameterType;
  /** Its default as the cell writes it. */
  default: string;
  /** The comment behind it on its line. */
  comment?: string;
}

/** What parameters need to know of a language. */
export interface ParameterLanguage {
  /** The parameters that a cell declares, in its order. */
  declared(source: string): Parameter[];
  /** Code that assigns these values. */
  assignments(values: Record<string, unknown>): string;
}

/** Whether a value is an object of names with values. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters for a reader: `epochs: number = 30`, one a line. */
export function listParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(({ name, type, default: value }) => `  ${name}: ${type.text} = ${value}`)
    .join('\n');
}
