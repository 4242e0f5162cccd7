/** What JupyterLab finds of this checkout, in a folder of Jupyter's data that nobody else uses. */
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, posix } from 'node:path';
import { PLOTLY_SERVED_PATH } from '../../lib/plot/html';
import { installKernel } from '../kernel/install';
import { findProjectRoot } from '../kernel/project-root';

/** Where JupyterLab serves the files below the `labextensions` folders, from its base URL on. */
const EXTENSIONS_PATH = 'lab/extensions';

/** Folder of Jupyter's data that {@link writeJupyterData} fills for this checkout. */
export function labPrefix(root = findProjectRoot()): string {
  return join(root, '.latentlab', 'lab');
}

const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size }) => size,
    () => undefined,
  );

/** A copy and no link: JupyterLab serves nothing that lies elsewhere. */
async function copyWhole(from: string, to: string): Promise<void> {
  if ((await sizeOf(to)) === (await sizeOf(from))) return;
  await mkdir(dirname(to), { recursive: true });
  const part = `${to}.${process.pid}.part`;
  try {
    await copyFile(from, part);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Writes the kernelspec and Plotly, for figures to be interactive without the internet. Plotly lies
 * where an extension's files would: JupyterLab serves those, though there is no extension to load.
 *
 * @param prefix folder to write to, created where needed
 * @returns the folder to put on JUPYTER_PATH
 */
export async function writeJupyterData(prefix = labPrefix()): Promise<string> {
  installKernel({ prefix });
  const data = join(prefix, 'share', 'jupyter');
  const plotly = createRequire(__filename).resolve('plotly.js-dist/plotly.js');
  const served = posix.relative(EXTENSIONS_PATH, PLOTLY_SERVED_PATH);
  await copyWhole(plotly, join(data, 'labextensions', served));
  return data;
}

/** `env` with a folder of Jupyter's data before all others. */
export function withJupyterData(env: NodeJS.ProcessEnv, data: string): NodeJS.ProcessEnv {
  const others = env['JUPYTER_PATH'];
  return { ...env, JUPYTER_PATH: others ? `${data}${delimiter}${others}` : data };
}
