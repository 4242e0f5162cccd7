import type { ChalkInstance } from 'chalk';
import stringWidth from 'string-width';
import { count, type NotebookProblems, type Problem, type SourcePlace } from './problem';

/** Of what stands below a problem's first line. */
const INDENT = '      ';

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

function placeOf({ cell, source }: Problem): string {
  if (!cell) return 'notebook';
  return `cell ${cell.number}${source ? `:${source.line}:${source.column}` : ''}`;
}

/** The offending line with a caret below it; tabs stay, so that the caret stands right. */
function frame({ line, column, endColumn, text }: SourcePlace, colours: ChalkInstance): string[] {
  const before = text.slice(0, column - 1);
  const indent = before
    .split('\t')
    .map((part) => ' '.repeat(stringWidth(part)))
    .join('\t');
  const marked = text.slice(column - 1, endColumn - 1);
  const carets = '^'.repeat(Math.max(1, stringWidth(marked)));
  const gutter = ' '.repeat(String(line).length);
  return [
    `${colours.dim(`${line} │`)} ${text}`,
    `${colours.dim(`${gutter} │`)} ${indent}${colours.red(carets)}`,
  ];
}

function renderProblem(
  problem: Problem,
  [places, ids, rules]: readonly [number, number, number],
  colours: ChalkInstance,
): string[] {
  const { cell, rule, message, source } = problem;
  const head = [
    pad(placeOf(problem), places),
    colours.dim(pad(cell?.id ?? '', ids)),
    colours.yellow(pad(rule, rules)),
  ].join('  ');
  const [first = '', ...more] = message.split('\n');
  const below = [...more, ...(source ? frame(source, colours) : [])];
  return [`  ${head}  ${first}`, ...below.map((line) => `${INDENT}${line}`.trimEnd())];
}

function renderNotebook({ path, problems }: NotebookProblems, colours: ChalkInstance): string {
  const widths = [
    widest(problems.map(placeOf)),
    widest(problems.map(({ cell }) => cell?.id ?? '')),
    widest(problems.map(({ rule }) => rule)),
  ] as const;
  const lines = problems.flatMap((problem) => renderProblem(problem, widths, colours));
  return [colours.bold(path), ...lines].join('\n');
}

function verdict(notebooks: readonly NotebookProblems[], colours: ChalkInstance): string {
  const bad = notebooks.filter(({ problems }) => problems.length > 0);
  if (bad.length === 0) {
    const text =
      notebooks.length === 1
        ? 'The notebook is in order.'
        : `All ${notebooks.length} notebooks are in order.`;
    return colours.green(text);
  }
  const all = bad.flatMap(({ problems }) => problems);
  const fixable = all.filter(({ isFixable }) => isFixable).length;
  const text = `${count(all.length, 'problem')} in ${count(bad.length, 'notebook')}.`;
  const advice = fixable === 0 ? '' : ` --fix mends ${fixable === all.length ? 'all' : fixable}.`;
  return colours.red(text) + advice;
}

/** What a check prints: the problems by notebook, and how many there are. */
export function renderProblems(
  notebooks: readonly NotebookProblems[],
  colours: ChalkInstance,
): string {
  const bad = notebooks.filter(({ problems }) => problems.length > 0);
  return [
    ...bad.map((notebook) => renderNotebook(notebook, colours)),
    verdict(notebooks, colours),
  ].join('\n\n');
}

/** The problems as JSON, for other programs. */
export function problemsAsJson(notebooks: readonly NotebookProblems[]): string {
  return `${JSON.stringify({ version: 1, notebooks }, null, 2)}\n`;
}
