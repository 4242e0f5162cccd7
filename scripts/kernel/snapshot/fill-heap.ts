/**
 * Fills the heap of which Node makes the snapshot: a converter reads the declarations of JavaScript,
 * Node, lib and TensorFlow, so that the process that starts from the snapshot has them parsed and
 * bound, and the compiler's code compiled.
 */
import { writeFileSync } from 'node:fs';
import { startupSnapshot } from 'node:v8';
import { type CellConverter, loadConverter } from '../converter';
import { serve } from '../language-process';
import { ParsedFiles } from '../parsed-files';
import { installationMark, stampOf } from './manifest';

/** Like most sessions' first cells. */
const CELL = "import { tf } from 'latentlab';\nconst units = tf.scalar(1);\nunits.print();\nunits";

function warmUp(converter: CellConverter): void {
  const { diagnostics, declarations } = converter.convert('', CELL);
  if (diagnostics[0]) throw new Error(diagnostics[0].message);
  // No completion: it sorts by locale, and V8 cannot save a collator.
  converter.inspect(declarations, 'units', 2);
}

/**
 * @param manifest where to write what the snapshot is made of
 * @param programFiles the files of code loaded so far
 */
export function fillHeap(
  projectRoot: string,
  manifest: string,
  programFiles: () => string[],
): void {
  // Before anything is read: what changes meanwhile shows.
  const installed = stampOf(installationMark(projectRoot));
  const parsed = new ParsedFiles();
  const createConverter = loadConverter(projectRoot, parsed);
  const program = [installed, ...programFiles().map(stampOf)];
  warmUp(createConverter());
  parsed.finish();
  writeFileSync(manifest, JSON.stringify({ node: process.version, program }));
  startupSnapshot.setDeserializeMainFunction(() => serve(createConverter));
}
