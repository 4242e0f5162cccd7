/** Runs the tests of an assignment on answers to it, in this process: for answers that one trusts. */
import { inspect } from 'node:util';
import vm from 'node:vm';
import ts from 'typescript';
import * as latentlab from '../../../lib';
import { DISPLAY_CHANNEL, type DisplayChannel } from '../../../lib/display/mime';
import { hasTag, joinLines, type Cell, type Notebook } from '../../../scripts/jupyter/nbformat';

/** What came of the answers. */
export interface Outcome {
  /** Points by the id of the test cell. */
  points: Record<string, number>;
  /** What the cells showed. */
  shown: string;
}

/** What is run. */
export interface AnswerRun {
  notebook: Notebook;
  /** Solutions that are replaced, by the id of their cell: what stands where the solution stood. */
  bodies?: Readonly<Record<string, string>>;
  /** Values for the notebook's parameters. */
  parameters?: Readonly<Record<string, number>>;
  /** Cells, by id, that are left out: those that train, say. */
  without?: readonly string[];
}

/** What the program finds around it. */
const NAMES = ['require', 'exports', 'note'];
const SOLUTION = /^.*BEGIN SOLUTION[^]*?END SOLUTION.*$/m;

function sourceOf(cell: Cell, { bodies = {}, parameters = {} }: AnswerRun): string {
  const source = joinLines(cell.source);
  const body = bodies[cell.id];
  if (body !== undefined) return source.replace(SOLUTION, () => body);
  if (!hasTag(cell, 'parameters')) return source;
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${value};`);
  return [source, ...values].join('\n');
}

function isTest(cell: Cell): boolean {
  return /^earnedPoints\(\)$/m.test(joinLines(cell.source));
}

/** A test cell: what it declares is its own, and an error in it is its own too. */
function guarded(cell: Cell, source: string): string {
  const id = JSON.stringify(cell.id);
  const noted = source.replace(/^earnedPoints\(\)$/m, `note(${id}, earnedPoints())`);
  return `try {\n${noted}\n} catch (error) { earnedPoints(); note(${id}, 0, error); }`;
}

/** Runs the cells one after the other, as one program, without checking types. */
export async function runAnswer(run: AnswerRun): Promise<Outcome> {
  const cells = run.notebook.cells.filter(
    ({ cell_type: type, id }) => type === 'code' && !run.without?.includes(id),
  );
  const program = cells
    .map((cell) => {
      const source = sourceOf(cell, run);
      return isTest(cell) ? guarded(cell, source) : `${source};`;
    })
    .join('\n');
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });

  const outcome: Outcome = { points: {}, shown: '' };
  const note = (id: string, points: number, error?: unknown): void => {
    outcome.points[id] = points;
    if (error !== undefined) outcome.shown += `${inspect(error)}\n`;
  };
  const channel: DisplayChannel = {
    display: (bundle) => (outcome.shown += `${bundle['text/plain'] ?? ''}\n`),
    clearOutput: () => undefined,
  };
  const around = globalThis as { [DISPLAY_CHANNEL]?: DisplayChannel };
  around[DISPLAY_CHANNEL] = channel;
  try {
    const start = vm.compileFunction(`return (async () => {${outputText}})();`, NAMES) as (
      require: () => typeof latentlab,
      exports: object,
      note: (id: string, points: number, error?: unknown) => void,
    ) => Promise<void>;
    await start(() => latentlab, {}, note);
  } finally {
    delete around[DISPLAY_CHANNEL];
  }
  return outcome;
}

/** The notebook's test cells and what they are worth, by id. */
export function testPoints({ cells }: Notebook): Record<string, number> {
  const tests = cells.filter(({ metadata }) => {
    const { grade, solution } = (metadata['nbgrader'] ?? {}) as Record<string, unknown>;
    return grade === true && solution === false;
  });
  return Object.fromEntries(
    tests.map(({ id, metadata }) => [id, (metadata['nbgrader'] as { points: number }).points]),
  );
}
