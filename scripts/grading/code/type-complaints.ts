/** What the compiler says of the types in a notebook of a stranger: told, never counted. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type ts from 'typescript';
import { cellModules } from '../../check/cell-module';
import { diagnosticsOf, messageOf } from '../../check/code';
import { createNotebookProgram } from '../../check/notebook-program';
import { syntaxFaults } from '../../check/parse-code';
import type { CellSource } from './compile-cells';

/** A complaint about a cell. */
export interface TypeComplaint {
  /** In the cell's source, from 1. */
  line: number;
  message: string;
}

/** Where cells are said to lie: there is nothing beside them. */
const NOWHERE = path.resolve('/nowhere/notebook.ipynb');
const MAX_COMPLAINTS = 5;
const MAX_MESSAGE = 500;

const parsed = new Map<string, ts.SourceFile>();

/** Cells get at the library and at packages, and at nothing else that lies on this machine. */
function mayRead(root: string): (file: string) => boolean {
  const modules = path.join(root, 'node_modules');
  const folders = [modules, realpathSync(modules), path.join(root, 'dist', 'lib')];
  const globals = globalsOf(root);
  return (file) => {
    const full = path.resolve(file);
    return full === globals || folders.some((folder) => full.startsWith(`${folder}${path.sep}`));
  };
}

function globalsOf(root: string): string {
  return path.join(root, 'scripts', 'kernel', 'cell-globals.d.ts');
}

/** Without the places of files on this machine. */
function readable(diagnostic: ts.Diagnostic): string {
  return messageOf(diagnostic)
    .replace(/import\("[^"]*"\)\./g, '')
    .slice(0, MAX_MESSAGE);
}

/**
 * Checks the types of cells as strictly as the kernel does.
 *
 * @param root folder of this project
 * @returns the complaints about each cell, in their order
 */
export function typeComplaints(cells: readonly CellSource[], root: string): TypeComplaint[][] {
  const faults = syntaxFaults(cells.map(({ source }) => source));
  const modules = cellModules(
    NOWHERE,
    cells.map(({ id, source }, i) => ({
      cell: {
        cell: { cell_type: 'code', id, metadata: {}, source, outputs: [], execution_count: null },
        place: { number: i + 1, id },
      },
      source,
      isBroken: (faults[i] ?? []).length > 0,
      isSkipped: false,
    })),
  );
  const environment = { root, globals: [globalsOf(root)] };
  const settings = { isStrict: false, parsed, mayRead: mayRead(root) };
  const program = createNotebookProgram(modules, environment, settings);
  return modules.map((module) => {
    if (module.code.isBroken) return [];
    return diagnosticsOf(program, module)
      .slice(0, MAX_COMPLAINTS)
      .map((diagnostic) => ({
        line: module.text.slice(0, diagnostic.start ?? 0).split('\n').length,
        message: readable(diagnostic),
      }));
  });
}
