/** Entry of the compiler's process: takes the sources of a notebook's cells, sends back what was asked. */
import { compileCells } from './compile-cells';
import type { CompilerRequest } from './compiler';
import { typeComplaints } from './type-complaints';

process.on('message', ({ ask, cells, root }: CompilerRequest) => {
  let answer: unknown;
  try {
    answer = ask === 'code' ? compileCells(cells) : typeComplaints(cells, root);
  } catch (error) {
    answer = `its code cannot be parsed (${error instanceof Error ? error.message : String(error)})`;
  }
  process.send?.(answer);
});
process.on('disconnect', () => process.exit(0));
