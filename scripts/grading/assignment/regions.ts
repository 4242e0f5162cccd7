/** Parts of a cell between two lines of markers, as nbgrader knows them. */

/** What a region holds. Its markers are lines with these words, whatever the sign of comments is. */
export type RegionName = 'SOLUTION' | 'HIDDEN TESTS' | 'MARK SCHEME';

/** A region by its lines, from 0; both markers belong to it. */
export interface Region {
  from: number;
  to: number;
}

/** A marker without its partner, or within another region of the same name. */
export interface RegionFault {
  line: number;
  message: string;
}

/** The regions of one name in a source, and what is wrong with its markers. */
export function findRegions(
  source: string,
  name: RegionName,
): { regions: Region[]; faults: RegionFault[] } {
  const [begin, end] = [`BEGIN ${name}`, `END ${name}`];
  const regions: Region[] = [];
  const faults: RegionFault[] = [];
  let from: number | undefined;
  source.split('\n').forEach((text, line) => {
    if (text.includes(begin)) {
      if (from !== undefined) faults.push({ line, message: `There is a second ${begin}.` });
      from ??= line;
    } else if (text.includes(end)) {
      if (from === undefined) faults.push({ line, message: `There is no ${begin} for ${end}.` });
      else regions.push({ from, to: line });
      from = undefined;
    }
  });
  if (from !== undefined) faults.push({ line: from, message: `There is no ${end}.` });
  return { regions, faults };
}

/**
 * The source with each region of a name replaced by lines, at the indentation of its first marker.
 * Markers must be in pairs.
 */
export function replaceRegions(
  source: string,
  name: RegionName,
  replacement: readonly string[] = [],
): string {
  const { regions } = findRegions(source, name);
  const starts = new Map(regions.map((region) => [region.from, region]));
  const lines = source.split('\n');
  const kept: string[] = [];
  for (let line = 0; line < lines.length; line++) {
    const region = starts.get(line);
    const text = lines[line] ?? '';
    if (!region) {
      kept.push(text);
      continue;
    }
    const indent = /^\s*/.exec(text)?.[0] ?? '';
    kept.push(...replacement.map((each) => indent + each));
    line = region.to;
  }
  return kept.join('\n');
}

/** What stands between the markers of a name's regions. */
export function textInRegions(source: string, name: RegionName): string {
  const lines = source.split('\n');
  const { regions } = findRegions(source, name);
  return regions.flatMap(({ from, to }) => lines.slice(from + 1, to)).join('\n');
}

/** Lines of a source that lie within regions of a name, from 0. */
export function linesInRegions(source: string, name: RegionName): Set<number> {
  const { regions } = findRegions(source, name);
  return new Set(
    regions.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
  );
}
