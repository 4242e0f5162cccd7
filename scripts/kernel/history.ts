/** The cells of this session, for history_request: in memory, as the kernel keeps nothing on disk. */

/** One cell: its number, its code and the text of its result. */
interface HistoryEntry {
  line: number;
  input: string;
  output: string | undefined;
}

/** [session, line number, input], or with its output [session, line number, [input, output]]. */
type HistoryTuple = [number, number, string | [string, string | null]];

/** The protocol numbers sessions; this kernel knows the running one only. */
const SESSION = 1;

/** The regular expression of a pattern with `*` (any text) and `?` (any character). */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

export class History {
  private readonly entries: HistoryEntry[] = [];

  /** Remembers a cell when it has run. */
  add(line: number, input: string, output: string | undefined): void {
    this.entries.push({ line, input, output });
  }

  /** Content of a history_reply. */
  answer(request: Record<string, unknown>): { history: HistoryTuple[] } {
    const withOutput = request['output'] === true;
    return {
      history: this.select(request).map(({ line, input, output }) => [
        SESSION,
        line,
        withOutput ? [input, output ?? null] : input,
      ]),
    };
  }

  private select(request: Record<string, unknown>): HistoryEntry[] {
    const count = typeof request['n'] === 'number' ? request['n'] : this.entries.length;
    switch (request['hist_access_type']) {
      case 'range':
        return this.range(request);
      case 'search':
        return this.search(request).slice(-count);
      default:
        return count > 0 ? this.entries.slice(-count) : [];
    }
  }

  /** Session 0 is the running one; negative sessions are earlier ones, of which nothing is known. */
  private range({ session, start, stop }: Record<string, unknown>): HistoryEntry[] {
    if (session !== 0 && session !== SESSION) return [];
    const first = typeof start === 'number' ? start : 0;
    const end = typeof stop === 'number' ? stop : Infinity;
    return this.entries.filter(({ line }) => line >= first && line < end);
  }

  private search({ pattern, unique }: Record<string, unknown>): HistoryEntry[] {
    const glob = globPattern(typeof pattern === 'string' ? pattern : '*');
    const found = this.entries.filter(({ input }) => glob.test(input));
    if (unique !== true) return found;
    // The latest of equal cells stands for them.
    return found.filter(
      ({ input }, index) => !found.slice(index + 1).some((later) => later.input === input),
    );
  }
}
