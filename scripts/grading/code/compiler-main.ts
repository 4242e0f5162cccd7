/** Entry of the compiler's process: takes the sources of a notebook's cells, sends back their code. */
import { compileCells, type CellSource } from './compile-cells';

process.on('message', (cells: CellSource[]) => {
  let answer: unknown;
  try {
    answer = compileCells(cells);
  } catch (error) {
    answer = `its code cannot be parsed (${error instanceof Error ? error.message : String(error)})`;
  }
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
