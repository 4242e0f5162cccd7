/** Errors of cells as Jupyter's messages carry them: ename, evalue and a traceback. */
import { inspect } from 'node:util';
import { ansi, codeFrame } from './code-frame';
import type { Diagnostic } from './converter';
import type { Position } from './source-maps';

/** How a cell failed: the content of an `error` message, and where. */
export interface CellFailure {
  content: { ename: string; evalue: string; traceback: string[] };
  /** One-based line of the cell, where the error has one. */
  line?: number;
}

/** The user interrupted the cell. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor(message = 'The cell was interrupted. Variables of earlier cells are kept.') {
    super(message);
  }
}

/** A place in what the user, or this project's library, wrote. */
export interface TracedFrame {
  name: string;
  /** The cell's text; absent for files. */
  source?: string;
  position: Position;
}

/** What the traceback needs to know of the session's sources. */
export interface Sources {
  /** What stands behind a frame of generated code; undefined for all other files. */
  trace(fileName: string, position: Position): TracedFrame | undefined;
  /** Frames in these files are left out: Node's own and the kernel's. */
  isInternal(fileName: string): boolean;
}

const FRAME = /^(\s+at (?:(?:async )?.*? \()?(?:async )?)((?:file:\/\/)?[^()]+?):(\d+):(\d+)(\)?)$/;

interface TracedFrames {
  lines: string[];
  /** The first frame that lies in a cell: where the user's own code went wrong. */
  top: TracedFrame | undefined;
}

function traceFrames(stack: string, sources: Sources): TracedFrames {
  const lines: string[] = [];
  let top: TracedFrames['top'];
  for (const line of stack.split('\n')) {
    if (!/^\s+at /.test(line)) continue;
    const match = FRAME.exec(line);
    if (!match) {
      if (!line.includes('<anonymous>')) lines.push(ansi.faint(line));
      continue;
    }
    const [, before = '', fileName = '', row = '', column = '', after = ''] = match;
    if (sources.isInternal(fileName)) continue;
    const traced = sources.trace(fileName, { line: Number(row), column: Number(column) });
    if (!traced) {
      lines.push(ansi.faint(line));
      continue;
    }
    if (traced.source !== undefined) top ??= traced;
    const { position, name } = traced;
    lines.push(`${before}${ansi.bold(`${name}:${position.line}:${position.column}`)}${after}`);
  }
  return { lines, top };
}

/** Name of an error's class, also where a subclass did not set `name`. */
function errorName(error: Error): string {
  const constructor = (error as { constructor?: { name?: unknown } }).constructor?.name;
  if (error.name === 'Error' && typeof constructor === 'string' && constructor !== '') {
    return constructor;
  }
  return String(error.name);
}

/** Whether `value` is an error of any realm. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/**
 * What to tell of anything that a cell threw.
 *
 * @param thrown an Error or any other value
 * @param cell name of the running cell in stacks: `line` is told for errors that pass through it
 */
export function describeError(thrown: unknown, cell: string, sources: Sources): CellFailure {
  if (!isError(thrown)) {
    const evalue = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 });
    const traceback = [headline('Thrown, but no Error', evalue)];
    return { content: { ename: 'NonError', evalue, traceback } };
  }
  const ename = errorName(thrown);
  const evalue = String(thrown.message);
  const traceback: string[] = [];
  if (thrown.cause !== undefined) {
    const cause = describeError(thrown.cause, cell, sources);
    traceback.push(...cause.content.traceback, '', 'This was the cause of:', '');
  }
  const stack = typeof thrown.stack === 'string' ? thrown.stack : '';
  const { lines, top } = traceFrames(stack, sources);
  if (top && !(thrown instanceof Interrupted)) {
    const { position, source = '', name } = top;
    traceback.push(`${ansi.bold(name)}, line ${position.line}`);
    traceback.push(...codeFrame(source, position.line, position.column));
  }
  traceback.push(...lines);
  // Last, as in Python's tracebacks: tools that quote one line of a traceback quote the last one.
  traceback.push(headline(ename, evalue));
  const line = lineInCell(stack, cell, sources);
  return { content: { ename, evalue, traceback }, ...(line === undefined ? {} : { line }) };
}

function headline(ename: string, evalue: string): string {
  return `${ansi.bold(ename)}: ${evalue}`;
}

function lineInCell(stack: string, cell: string, sources: Sources): number | undefined {
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line);
    if (match?.[2] !== cell) continue;
    return sources.trace(cell, { line: Number(match[3]), column: Number(match[4]) })?.position.line;
  }
  return undefined;
}

/** Codes of TypeScript's diagnostics below this one are about syntax. */
const FIRST_SEMANTIC_CODE = 2000;

function diagnosticName(code: number): string {
  return code < FIRST_SEMANTIC_CODE ? 'SyntaxError' : 'TypeScriptError';
}

/**
 * What to tell of a cell that does not compile: all of its diagnostics at once, each with its
 * line.
 *
 * @param name the cell's name in stacks
 * @param source the cell
 * @param readFile gives the text of an imported file, where it can be read
 */
export function describeDiagnostics(
  diagnostics: readonly Diagnostic[],
  name: string,
  source: string,
  readFile: (fileName: string) => string | undefined,
): CellFailure {
  const traceback: string[] = [];
  for (const { code, message, start, end, fileName } of diagnostics) {
    const text = fileName === undefined ? source : readFile(fileName);
    const line = start.line + 1;
    traceback.push(`${ansi.bold(fileName ?? name)}, line ${line}, column ${start.character + 1}`);
    if (text !== undefined) {
      const endColumn = end.line === start.line ? end.character + 1 : undefined;
      traceback.push(...codeFrame(text, line, start.character + 1, endColumn));
    }
    traceback.push(`${message} ${ansi.faint(`(TS${code})`)}`, '');
  }
  // A cell that cannot be parsed has nonsense type errors besides: the syntax comes first.
  const first = diagnostics.find(({ code }) => code < FIRST_SEMANTIC_CODE) ?? diagnostics[0];
  const own = diagnostics.find((diagnostic) => diagnostic.fileName === undefined);
  const others = diagnostics.length - 1;
  const place = first
    ? ` (${first.fileName ? `${first.fileName}, ` : ''}line ${first.start.line + 1}, column ${first.start.character + 1})`
    : '';
  const more = others > 0 ? `, and ${others} more ${others === 1 ? 'error' : 'errors'}` : '';
  const ename = diagnosticName(first?.code ?? FIRST_SEMANTIC_CODE);
  const evalue = `${first?.message ?? 'The cell does not compile.'}${place}${more}`;
  traceback.push(headline(ename, evalue));
  return {
    content: { ename, evalue, traceback },
    ...(own ? { line: own.start.line + 1 } : {}),
  };
}
