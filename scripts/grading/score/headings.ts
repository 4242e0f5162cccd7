import { joinLines, type Notebook } from '../../jupyter/nbformat';

/** For each cell the nearest heading at or above it, without its marks; empty above the first. */
export function headings({ cells }: Notebook): string[] {
  let current = '';
  return cells.map((cell) => {
    if (cell.cell_type === 'markdown') {
      const found = [...joinLines(cell.source).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].at(-1)?.[1];
      current = found ?? current;
    }
    return current;
  });
}
