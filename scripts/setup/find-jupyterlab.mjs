// Prints the path of JupyterLab's program, and installs it before where there is none. A program of
// its own, so that compiled code can use set-up's locks and progress without knowing them.
import { ensureJupyterLab } from './jupyterlab.mjs';
import { projectAt } from './project.mjs';
import { runEntryPoint } from './setup.mjs';

await runEntryPoint(async () => {
  process.stdout.write(`${await ensureJupyterLab(projectAt())}\n`);
});
