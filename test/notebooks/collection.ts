import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../project/checkout';

/** Where the notebooks lie. */
export const FOLDER = path.join(ROOT, 'notebooks');

/** All notebooks, from there, with slashes. */
export const files = fs
  .readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ipynb') && !file.includes('.ipynb_checkpoints'));
