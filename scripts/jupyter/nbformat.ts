/** nbformat 4.5 as data: its types, and how its text is stored. */

/** Text that nbformat stores as one string or as a list of lines. */
export type MultilineString = string | string[];

export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: MultilineString;
}

export interface DisplayDataOutput {
  output_type: 'display_data';
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ExecuteResultOutput {
  output_type: 'execute_result';
  execution_count: number | null;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

export type CellOutput = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;

interface CellBase {
  /** Unique in the notebook, 1 to 64 letters, digits, `-` and `_`. */
  id: string;
  metadata: Record<string, unknown> & { tags?: string[] };
  source: MultilineString;
  attachments?: Record<string, MimeBundle>;
}

export interface CodeCell extends CellBase {
  cell_type: 'code';
  execution_count: number | null;
  outputs: CellOutput[];
}

export interface MarkdownCell extends CellBase {
  cell_type: 'markdown';
}

export interface RawCell extends CellBase {
  cell_type: 'raw';
}

export type Cell = CodeCell | MarkdownCell | RawCell;

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Record<string, unknown> & {
    kernelspec?: { name: string; display_name: string; language?: string };
    language_info?: Record<string, unknown> & { name: string };
  };
  cells: Cell[];
}

/** The text of a field that nbformat stores as one string or as a list of lines. */
export function joinLines(text: MultilineString): string {
  return typeof text === 'string' ? text : text.join('');
}

/** Whether a cell carries `tag` in its metadata. */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/** Whether a MIME type holds JSON, which is stored as it is and not as text. */
export function isJsonMime(mime: string): boolean {
  return /^application\/(.*\+)?json$/.test(mime);
}
