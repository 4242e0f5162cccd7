import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { hasTag, joinLines, type CodeCell } from '../../scripts/jupyter/nbformat';
import { parseNotebook } from '../../scripts/jupyter/parse';
import { serialiseNotebook } from '../../scripts/jupyter/serialise';
import { files, FOLDER } from './collection';

/** The part that nbgrader gives a cell of an assignment. */
const roleOf = (metadata: CodeCell['metadata']) =>
  (metadata['nbgrader'] ?? {}) as { grade?: boolean; solution?: boolean };
const isAssignment = (code: readonly CodeCell[]) =>
  code.some(({ metadata }) => roleOf(metadata).grade);

describe('the form of every notebook', () => {
  it('is looked at', () => assert.ok(files.length > 0));

  for (const file of files) {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    const notebook = parseNotebook(text, file);
    const code = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');

    describe(file, () => {
      it('is stored as Jupyter stores it, without outputs', () => {
        assert.equal(text, serialiseNotebook(notebook));
        for (const cell of code) {
          assert.deepEqual([cell.outputs, cell.execution_count], [[], null], `cell ${cell.id}`);
        }
      });

      it('names its kernel and language', () => {
        const { kernelspec, language_info: language } = notebook.metadata;
        const expected = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
        assert.deepEqual(kernelspec, expected);
        assert.equal(language?.name, 'typescript');
      });

      it('has cells with telling ids, short enough to be shown', () => {
        for (const { id } of notebook.cells) assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        // Answers, which a student sees without the solution, and the checks behind them may be longer.
        const shown = code.filter(({ metadata }) => {
          const { grade, solution } = roleOf(metadata);
          return !grade && !solution;
        });
        const lengths = shown.map((cell) => joinLines(cell.source).split('\n').length);
        const sorted = [...lengths].sort((a, b) => a - b);
        assert.ok(Math.max(...lengths) <= 20, `the longest cell has ${Math.max(...lengths)} lines`);
        const median = sorted[sorted.length >> 1] ?? 0;
        if (isAssignment(code)) return;
        assert.ok(median <= 8, `half of the cells have ${median} lines or more`);
      });

      it('begins with a title and keeps its headings in order', () => {
        const levels = notebook.cells
          .filter((cell) => cell.cell_type === 'markdown')
          .flatMap((cell) => [...joinLines(cell.source).matchAll(/^(#+) /gm)])
          .map(([, marks = '']) => marks.length);
        assert.match(joinLines(notebook.cells[0]?.source ?? ''), /^# /);
        assert.equal(levels.filter((level) => level === 1).length, 1, 'there is one title');
        levels.forEach((level, i) => {
          const above = levels[i - 1] ?? 0;
          assert.ok(level <= above + 1, `heading ${i + 1} skips from level ${above} to ${level}`);
        });
      });

      it('imports the library alone, seeds it, and has one cell of parameters', () => {
        const source = code.map((cell) => joinLines(cell.source)).join('\n');
        const modules = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
        assert.deepEqual(modules, ['latentlab']);
        assert.match(source, /^await tf\.ready\(\);$/m);
        assert.match(source, /^ *(manualSeed\(|const \w+ = new Generator\()/m);
        assert.doesNotMatch(source, /Math\.random/);
        // What is handed out is the same for everybody.
        const parameters = isAssignment(code) ? [0, 1] : [1];
        const found = code.filter((cell) => hasTag(cell, 'parameters')).length;
        assert.ok(parameters.includes(found), `${found} cells of parameters`);
      });
    });
  }
});
