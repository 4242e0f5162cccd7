import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Where the page's style sheets and scripts lie, from the project's root. */
const PAGE_FOLDER = join('scripts', 'report', 'page');

/**
 * The text of a file of `scripts/report/page`. The compiler does not copy such files, so they are
 * read from the source tree, above the compiled code.
 */
export function pageAsset(name: string): string {
  let root = __dirname;
  while (!existsSync(join(root, PAGE_FOLDER, name))) {
    const parent = dirname(root);
    if (parent === root) {
      throw new Error(
        `The report's file ${name} is not in ${PAGE_FOLDER}. Run from a complete checkout of the project.`,
      );
    }
    root = parent;
  }
  return readFileSync(join(root, PAGE_FOLDER, name), 'utf8');
}

/** plotly.js, compressed with gzip, in base64: a fifth of its 10 MB, unpacked by the browser. */
export function packedPlotly(): string {
  const source = readFileSync(require.resolve('plotly.js-dist/plotly.js'));
  return gzipSync(source).toString('base64');
}
