/** Which data a notebook drew instead of published ones, by what its outputs tell. */
import type { Notebook } from '../jupyter/nbformat';
import { isRecord } from './parameters/declared';

/** Loaders of the library leave it beside what they print: `{ title, source }`. */
const DATA_MIME_TYPE = 'application/vnd.latentlab.data+json';

/** The titles of the synthetic data sets, each once, in order. */
export function standInsOf({ cells }: Notebook): string[] {
  const outputs = cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  const titles = outputs.flatMap((output) => {
    const data = 'data' in output ? output.data[DATA_MIME_TYPE] : undefined;
    return isRecord(data) && data['source'] === 'synthetic' ? [String(data['title'])] : [];
  });
  return [...new Set(titles)];
}
