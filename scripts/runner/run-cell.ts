import type { MessageListener } from '../jupyter/client';
import type { Message } from '../jupyter/message';
import { hasTag, joinLines, type CodeCell, type ErrorOutput } from '../jupyter/nbformat';
import { outputFromMessage, type OutputArea } from '../jupyter/outputs';
import { RAISES_TAG } from '../jupyter/tags';
import { describeExit, lastWords, type KernelSession } from './kernel-session';
import type { CellError, CellStatus } from './result';

/** How one cell ended. */
export interface CellOutcome {
  status: CellStatus;
  /** Also of a cell with status `ok` that is allowed to raise, and did. */
  error?: CellError;
  /** The cell could not be stopped, so that the kernel must be killed. */
  isKernelStuck: boolean;
}

/** How long a cell may run, and what to say where it runs longer. */
export interface TimeLimit {
  seconds: number;
  exceeded: string;
}

/** What a cell is run with. */
export interface CellRun {
  session: KernelSession;
  /** Executed in place: count and timings are written to it. */
  cell: CodeCell;
  /** Collects the cell's outputs, also those that come after its end. */
  area: OutputArea;
  time: TimeLimit;
  signal?: AbortSignal;
  /** Called with what the cell prints, also after its end. */
  onStream: (name: 'stdout' | 'stderr', text: string) => void;
  /** Called with each error that the cell publishes, also after its end. */
  onError: (error: CellError) => void;
}

/** The error in an `error` message or an execute_reply. */
function cellError({ content, metadata }: Message): CellError {
  const { ename, evalue, traceback } = content;
  // Our kernel tells the one-based line of the cell beside the protocol's own keys.
  const line = (metadata['latentlab'] as { line?: unknown } | undefined)?.line;
  return {
    ename: typeof ename === 'string' && ename !== '' ? ename : 'Error',
    evalue: typeof evalue === 'string' ? evalue : '',
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
    ...(typeof line === 'number' && { line }),
  };
}

/** An error of the runner's own, for where the kernel reports none. */
function runnerError(ename: string, evalue: string, details: readonly string[] = []): CellError {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`, ...details] };
}

/** Notes when what happened, under the names that nbclient gives. */
function recordTiming(cell: CodeCell, message: Message, execution: Record<string, string>): void {
  const { msg_type: type, date } = message.header;
  const state = message.content['execution_state'];
  if (type === 'status' && (state === 'busy' || state === 'idle')) {
    execution[`iopub.status.${state}`] = date;
  } else if (type === 'execute_input') {
    execution['iopub.execute_input'] = date;
  } else if (type === 'execute_reply') {
    execution['shell.execute_reply'] = date;
  }
  const count = message.content['execution_count'];
  if (Number.isInteger(count)) cell.execution_count = count as number;
}

/** Judges a reply. Anything but `ok` is a failure, and so is an error beside a reply of `ok`. */
function judge(reply: Message, published: CellError | undefined): CellError | undefined {
  const { status } = reply.content;
  if (status === 'ok') return published;
  if (status === 'error') {
    const replied = cellError(reply);
    return published ? { ...replied, ...published } : replied;
  }
  return runnerError(
    'CellNotRun',
    `The kernel answered '${String(status)}' and did not run the cell.`,
  );
}

function asOutput({ ename, evalue, traceback }: CellError): ErrorOutput {
  return { output_type: 'error', ename, evalue, traceback };
}

/** Interrupts a cell that was cut off, and tells what came of it. */
async function stopCell(
  session: KernelSession,
  reply: Promise<Message>,
): Promise<{ sentence: string; isKernelStuck: boolean }> {
  if (await session.interrupt(reply)) {
    return { sentence: 'It stopped when it was interrupted.', isKernelStuck: false };
  }
  if (session.process.exit) {
    return { sentence: 'Its kernel ended when it was interrupted.', isKernelStuck: false };
  }
  return {
    sentence: (await session.isResponsive())
      ? 'It did not stop when it was interrupted, so its kernel was killed.'
      : 'Its kernel did not respond any more and was killed.',
    isKernelStuck: true,
  };
}

/** Runs one cell, and waits until it ends, fails, takes too long or is interrupted. */
export async function runCell(run: CellRun): Promise<CellOutcome> {
  const { session, cell, area, time, signal, onStream, onError } = run;
  const execution: Record<string, string> = {};
  cell.metadata['execution'] = execution;
  let published: CellError | undefined;
  const onMessage: MessageListener = (message) => {
    recordTiming(cell, message, execution);
    area.apply(message);
    const output = outputFromMessage(message);
    if (output?.output_type === 'stream') onStream(output.name, joinLines(output.text));
    if (output?.output_type !== 'error') return;
    published = cellError(message);
    onError(published);
  };
  const mayRaise = hasTag(cell, RAISES_TAG);
  const { end, reply } = await session.execute(joinLines(cell.source), {
    stopOnError: !mayRaise,
    onMessage,
    timeoutSeconds: time.seconds,
    ...(signal && { signal }),
  });
  const fail = (status: CellStatus, error: CellError, isKernelStuck = false): CellOutcome => {
    area.append(asOutput(error));
    return { status, error, isKernelStuck };
  };

  if (end === 'timeout' || end === 'aborted') {
    const { sentence, isKernelStuck } = await stopCell(session, reply);
    return end === 'timeout'
      ? fail('timeout', runnerError('CellTimeout', `${time.exceeded} ${sentence}`), isKernelStuck)
      : fail(
          'interrupted',
          runnerError('Interrupted', `The run was interrupted. ${sentence}`),
          isKernelStuck,
        );
  }
  if ('dead' in end) {
    const happened = `The kernel died while the cell ran: ${describeExit(end.dead, session.process)}`;
    return fail('dead', runnerError('KernelDied', happened, lastWords(session.process)));
  }
  recordTiming(cell, end.reply, execution);
  const error = judge(end.reply, published);
  if (!error) return { status: 'ok', isKernelStuck: false };
  if (!published) area.append(asOutput(error));
  const { status } = end.reply.content;
  const isAllowed = mayRaise && (status === 'error' || status === 'ok');
  return { status: isAllowed ? 'ok' : 'error', error, isKernelStuck: false };
}
