import MarkdownIt from 'markdown-it';
import { joinLines, type Notebook } from '../jupyter/nbformat';
import { placedCells, type CellPlace, type Problem, type SourcePlace } from './problem';

interface Heading {
  level: number;
  cell: CellPlace;
  source: SourcePlace;
}

const markdown = new MarkdownIt('commonmark');

function headingsOf(notebook: Notebook): Heading[] {
  return placedCells(notebook).flatMap(({ cell, place }) => {
    if (cell.cell_type !== 'markdown') return [];
    const source = joinLines(cell.source);
    const lines = source.split('\n');
    return markdown
      .parse(source, {})
      .filter(({ type, level }) => type === 'heading_open' && level === 0)
      .map(({ tag, map }) => {
        const line = (map?.[0] ?? 0) + 1;
        const text = lines[line - 1] ?? '';
        const end = text.trimEnd().length + 1;
        return {
          level: Number(tag.slice(1)),
          cell: place,
          source: { line, column: 1, endColumn: end, text },
        };
      });
  });
}

function faultOf({ level }: Heading, before: readonly Heading[]): string | undefined {
  const previous = before.at(-1);
  if (!previous) {
    return level === 1 ? undefined : `The first heading has level ${level}; the title has level 1.`;
  }
  if (level === 1) {
    const hasTitle = before.some((heading) => heading.level === 1);
    return hasTitle ? 'This is a second heading of level 1; a notebook has one title.' : undefined;
  }
  if (level <= previous.level + 1) return undefined;
  return `A heading of level ${level} follows one of level ${previous.level}: a level is left out.`;
}

/** One title, the first of the headings, and no level left out on the way down. */
export function checkHeadings(notebook: Notebook): Problem[] {
  const headings = headingsOf(notebook);
  if (headings.length === 0) {
    const message = 'The notebook has no title: no heading of level 1.';
    return [{ rule: 'headings', message, isFixable: false }];
  }
  return headings.flatMap((heading, index): Problem[] => {
    const message = faultOf(heading, headings.slice(0, index));
    const { cell, source } = heading;
    return message ? [{ rule: 'headings', message, cell, source, isFixable: false }] : [];
  });
}
