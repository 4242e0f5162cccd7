import type { ChalkInstance } from 'chalk';
import { createLogUpdate } from 'log-update';
import type { WriteStream } from 'node:tty';
import type { RunEvent, RunListener } from './events';
import { cut, duration, firstLine, pad, roughDuration, statusMark, widest } from './format';
import { ProgressState, type NotebookProgress } from './progress-state';
import { isGood } from './result';
import { LiveOutput } from './live-output';
import type { ExpectedTimes } from './timings';

/** Size of the terminal, and the moment to show. */
export interface View {
  columns: number;
  rows: number;
  /** In milliseconds, by the same clock as the state's. */
  now: number;
  colours: ChalkInstance;
}

/** Shows a run while it goes on. */
export interface Progress {
  listen: RunListener;
  /** Says something beside the progress. */
  notify(text: string): void;
  /** Ends the display; what it redrew is cleared. */
  end(): void;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 100;

function cellCount({ finished, total }: NotebookProgress): string {
  return total === 0 ? '' : `${finished}/${total}`;
}

function remark(state: ProgressState, notebook: NotebookProgress, now: number): string {
  switch (notebook.phase) {
    case 'waiting':
      return 'waiting';
    case 'starting':
      return 'starting the kernel';
    case 'done':
      return firstLine(notebook.result?.message ?? '');
    case 'running': {
      const seconds = roughDuration((now - notebook.cellStartedAt) / 1000);
      const left = state.secondsLeft(notebook, now);
      const running = `this cell ${seconds}`;
      return left === undefined ? running : `${running}, about ${roughDuration(left)} left`;
    }
  }
}

function elapsed(notebook: NotebookProgress, now: number): string {
  if (notebook.result) return duration(notebook.result.seconds);
  return notebook.phase === 'waiting' ? '' : duration((now - notebook.startedAt) / 1000);
}

function mark({ phase, result }: NotebookProgress, { colours, now }: View): string {
  if (result) return statusMark(result.status, colours);
  if (phase === 'waiting') return colours.dim('·');
  return colours.cyan(SPINNER[Math.floor(now / REDRAW_MS) % SPINNER.length] ?? '');
}

/** Which notebooks to show where not all fit: what runs, what failed, then what ended last. */
function visible(notebooks: readonly NotebookProgress[], rows: number): NotebookProgress[] {
  if (notebooks.length <= rows) return [...notebooks];
  const weight = ({ phase, result }: NotebookProgress): number => {
    if (phase === 'starting' || phase === 'running') return 0;
    if (result && !isGood(result.status)) return 1;
    return phase === 'done' ? 3 : 2;
  };
  const chosen = new Set(
    [...notebooks].sort((a, b) => weight(a) - weight(b)).slice(0, Math.max(1, rows)),
  );
  return notebooks.filter((notebook) => chosen.has(notebook));
}

/** The run as a table, one row a notebook, as high and wide as the terminal allows. */
export function renderProgress(state: ProgressState, view: View): string {
  const { columns, rows, now, colours } = view;
  const { notebooks } = state;
  const shown = visible(notebooks, rows - 4);
  const paths = widest(shown.map(({ path }) => path));
  const counts = widest(shown.map(cellCount));
  const times = Math.max(7, widest(shown.map((notebook) => elapsed(notebook, now))));
  const pathWidth = Math.max(12, Math.min(paths, columns - counts - times - 12));
  const lines = shown.map((notebook) => {
    const path = pad(cut(notebook.path, pathWidth), pathWidth);
    const fields = [
      ` ${mark(notebook, view)} ${notebook.phase === 'waiting' ? colours.dim(path) : path}`,
      pad(cellCount(notebook), counts, 'right'),
      pad(elapsed(notebook, now), times, 'right'),
    ];
    const room = columns - pathWidth - counts - times - 10;
    const note = room > 10 ? colours.dim(cut(remark(state, notebook, now), room)) : '';
    return `${fields.join('  ')}  ${note}`.trimEnd();
  });
  const done = notebooks.filter(({ phase }) => phase === 'done').length;
  const hidden = notebooks.length - shown.length;
  const more = hidden > 0 ? `, ${hidden} not shown` : '';
  const time = roughDuration((now - state.startedAt) / 1000);
  const left = done === notebooks.length ? undefined : state.totalSecondsLeft(now);
  const estimate = left === undefined ? '' : `, about ${roughDuration(left)} left`;
  const footer = `   ${done} of ${notebooks.length} done after ${time}${estimate}${more}`;
  return [...lines, '', colours.dim(footer)].join('\n');
}

/** A line for a cell or notebook that has ended; nothing for other events. */
export function renderLine(
  state: ProgressState,
  event: RunEvent,
  colours: ChalkInstance,
): string | undefined {
  const width = widest(state.notebooks.map(({ path }) => path));
  const path = pad(event.path, width);
  if (event.type === 'cell-ended') {
    const total = state.notebooks.find((notebook) => notebook.path === event.path)?.total ?? 0;
    const { status, seconds, error } = event.cell;
    const digits = String(total).length;
    const time = status === 'skipped' ? '-' : duration(seconds);
    const what = error && status !== 'ok' ? `  ${error.ename}: ${firstLine(error.evalue)}` : '';
    return `${path}  cell ${pad(String(event.position), digits, 'right')}/${total}  ${pad(status, 5)}  ${pad(time, 7, 'right')}${what}`;
  }
  if (event.type !== 'notebook-ended') return undefined;
  const { status, seconds, message } = event.result;
  const why = message === undefined ? '' : `: ${firstLine(message)}`;
  return `${path}  ${statusMark(status, colours)} ${status} after ${duration(seconds)}${why}`;
}

/** What to show of a run. */
export interface ProgressOptions {
  /** What notebooks are expected to take, by their paths, for the estimate of the time left. */
  expected?: ReadonlyMap<string, ExpectedTimes>;
  /** How many notebooks run at once. @default 1 */
  jobs?: number;
  /** Show what cells print as it comes. @default false */
  verbose?: boolean;
}

/**
 * Shows progress on `stream`: redrawn in place where it is a terminal, one line for each cell and
 * notebook that ends where it is not.
 */
export function showProgress(
  paths: readonly string[],
  stream: WriteStream,
  colours: ChalkInstance,
  { expected, jobs, verbose = false }: ProgressOptions = {},
): Progress {
  const state = new ProgressState(paths, performance.now(), expected, jobs);
  const output = new LiveOutput(paths.length > 1 ? widest(paths) : 0, colours);
  const linesOf = (event: RunEvent): string => (verbose ? output.apply(event) : '');
  if (!stream.isTTY) {
    return {
      listen: (event) => {
        state.apply(event, performance.now());
        const line = renderLine(state, event, colours);
        stream.write(`${linesOf(event)}${line === undefined ? '' : `${line}\n`}`);
      },
      notify: (text) => void stream.write(`${text}\n`),
      end: () => undefined,
    };
  }
  const update = createLogUpdate(stream);
  let note = '';
  const draw = (): void => {
    const { columns = 80, rows = 24 } = stream;
    const table = renderProgress(state, { columns, rows, now: performance.now(), colours });
    update(`${table}${note}`);
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    listen: (event) => {
      state.apply(event, performance.now());
      const lines = linesOf(event);
      if (lines === '') return;
      // Above the table, where it stays.
      update.clear();
      stream.write(lines);
      draw();
    },
    notify: (text) => {
      note = `\n   ${text}`;
      draw();
    },
    end: () => {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}
