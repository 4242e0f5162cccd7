/**
 * A notebook as a chain of modules, one a cell. In the kernel too every cell is a module of its own,
 * which sees what earlier cells declared: so a later cell may declare a name again, and what the
 * compiler concludes from the course of one cell does not bind the next.
 *
 * Whatever is added stands behind the cell's source, so that positions in both are the same.
 */
import path from 'node:path';
import type { Mode } from './parameters';
import { parseCode } from './parse-code';
import type { PlacedCell } from './problem';
import { readNames, type CellNames, type NameKind } from './names';

/** A cell as the compiler is to see it. */
export interface CodeSource {
  cell: PlacedCell;
  source: string;
  /** It cannot be parsed: later cells only know that there are such names. */
  isBroken: boolean;
  /** It is not run: later cells see nothing of it. */
  isSkipped: boolean;
}

/** A virtual file for the compiler. */
export interface VirtualModule {
  fileName: string;
  text: string;
  /** Where the text that is checked ends. */
  end: number;
}

/** A cell's module. */
export interface CellModule extends VirtualModule {
  code: CodeSource;
  names: CellNames;
}

/** Values of one mode, assigned as a run does it: `values[i]` in line `i`. */
export interface ParameterModule extends VirtualModule {
  mode: Mode;
  cell: PlacedCell;
  names: string[];
}

interface Origin {
  /** Name of the file, by which a neighbour imports it. */
  module: string;
  kind: NameKind;
}

const EXTENSION = '.ts';

/** In the notebook's folder, as its relative imports begin there. */
function moduleFile(notebookFile: string, suffix: string): string {
  return path.join(
    path.dirname(notebookFile),
    `${path.basename(notebookFile)}.${suffix}${EXTENSION}`,
  );
}

function specifier(fileName: string): string {
  return JSON.stringify(`./${path.basename(fileName, EXTENSION)}`);
}

/** Declares names of other cells: variables so that they can be assigned, unlike imports. */
function declarations(names: Iterable<[string, Origin]>): string {
  return [...names]
    .map(([name, { module, kind }]) =>
      kind === 'other'
        ? `import { ${name} } from ${module};`
        : `declare ${kind === 'variable' ? 'let' : 'const'} ${name}: typeof import(${module}).${name};`,
    )
    .join(' ');
}

/** The kernel exports all names too, so that a cell's own exports are told as doubled. */
function exportsOf({ declared }: CellNames): string {
  return `export { ${[...declared.keys()].join(', ')} };`;
}

/** Stands for a cell that does not parse: its names are there and may be anything. */
function unknownNames({ declared }: CellNames): string {
  const lines = [...declared.keys()].map(
    (name) => `export declare let ${name}: any; export type ${name} = any;`,
  );
  return `export {}; ${lines.join(' ')}`;
}

/** The modules of a notebook's code cells. */
export function cellModules(notebookFile: string, codes: readonly CodeSource[]): CellModule[] {
  const known = new Map<string, Origin>();
  return codes.map((code) => {
    const { source, isBroken, isSkipped, cell } = code;
    const fileName = moduleFile(notebookFile, `cell-${cell.place.number}`);
    const names = readNames(parseCode(source));
    const earlier = [...known].filter(
      ([name]) => names.mentioned.has(name) && !names.declared.has(name),
    );
    const text = isBroken
      ? unknownNames(names)
      : `${source}\n${exportsOf(names)} ${declarations(earlier)}`;
    if (!isSkipped) {
      const module = specifier(fileName);
      for (const [name, kind] of names.declared) known.set(name, { module, kind });
    }
    return { fileName, text, end: isBroken ? 0 : source.length, code, names };
  });
}

/** A module that sets parameters as a run does behind the cell that declares them. */
export function parameterModule(
  notebookFile: string,
  { fileName, names: { declared }, code }: CellModule,
  mode: Mode,
  values: Record<string, unknown>,
): ParameterModule {
  const module = specifier(fileName);
  const names = Object.keys(values).filter((name) => declared.get(name) === 'variable');
  const lines = names.map((name) => `${name} = ${JSON.stringify(values[name])};`).join('\n');
  const origins = names.map((name): [string, Origin] => [name, { module, kind: 'variable' }]);
  return {
    fileName: moduleFile(notebookFile, mode),
    text: `${lines}\nexport {}; ${declarations(origins)}`,
    end: lines.length,
    mode,
    cell: code.cell,
    names,
  };
}
