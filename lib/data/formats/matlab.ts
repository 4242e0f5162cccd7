import { inflateSync } from 'node:zlib';

/** Codes of data types and array classes of the format. */
const TYPE = { int8: 1, uint8: 2, int32: 5, uint32: 6, matrix: 14, compressed: 15 } as const;
const LAST_NUMERIC_CLASS = 15;
const HEADER = 128;

/** A matrix of bytes in a MATLAB file. */
export interface MatlabMatrix {
  rows: number;
  columns: number;
  /** Column by column, as MATLAB stores it. */
  values: Uint8Array;
}

interface Element {
  type: number;
  content: Buffer;
  /** Where the next one begins. */
  end: number;
}

/**
 * The matrix of bytes that a MATLAB 5 file calls `name`. Other kinds of variables are not read.
 * Source of the format: MathWorks, MAT-File Format.
 *
 * @throws Error saying what is wrong with the file
 */
export function readMatlabMatrix(file: Buffer, name: string): MatlabMatrix {
  const isMatlab = file.toString('latin1', 0, 10) === 'MATLAB 5.0';
  if (!isMatlab || file.toString('latin1', 126, 128) !== 'IM') {
    throw new Error('is not a MATLAB 5 file of this byte order');
  }
  for (let at = HEADER; at < file.length;) {
    const element = elementAt(file, at);
    at = element.end;
    const matrix =
      element.type === TYPE.compressed ? elementAt(inflated(element.content), 0) : element;
    if (matrix.type !== TYPE.matrix) continue;
    const found = readMatrix(matrix.content, name);
    if (found) return found;
  }
  throw new Error(`has no variable '${name}'`);
}

function readMatrix(content: Buffer, name: string): MatlabMatrix | undefined {
  const flags = elementAt(content, 0);
  const shape = elementAt(content, flags.end);
  const label = elementAt(content, shape.end);
  if (label.content.toString('latin1') !== name) return undefined;
  const values = elementAt(content, label.end);
  const isNumeric = (flags.content[0] ?? 0) >= 6 && (flags.content[0] ?? 0) <= LAST_NUMERIC_CLASS;
  if (!isNumeric || values.type !== TYPE.uint8 || shape.content.length !== 8) {
    throw new Error(`holds '${name}' as something else than a matrix of bytes`);
  }
  const [rows, columns] = [shape.content.readInt32LE(0), shape.content.readInt32LE(4)];
  if (values.content.length !== rows * columns) {
    throw new Error(`holds ${values.content.length} values instead of ${rows} x ${columns}`);
  }
  return { rows, columns, values: values.content };
}

function elementAt(file: Buffer, at: number): Element {
  if (at + 8 > file.length) throw new Error('ends too early');
  const first = file.readUInt32LE(at);
  // At most four bytes of content stand in the tag itself.
  const isSmall = first >>> 16 !== 0;
  const [type, length] = isSmall
    ? [first & 0xffff, first >>> 16]
    : [first, file.readUInt32LE(at + 4)];
  const start = at + (isSmall ? 4 : 8);
  if (start + length > file.length) throw new Error('ends too early');
  const content = file.subarray(start, start + length);
  if (isSmall) return { type, content, end: at + 8 };
  // Compressed elements are not padded.
  const padding = type === TYPE.compressed ? 0 : (8 - (length % 8)) % 8;
  return { type, content, end: start + length + padding };
}

function inflated(content: Buffer): Buffer {
  try {
    return inflateSync(content);
  } catch (error) {
    throw new Error(`is damaged (${(error as Error).message})`, { cause: error });
  }
}
