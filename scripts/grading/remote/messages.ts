/** What the two processes say to each other. */
import type { Encoded } from './encoded';

/** Asks of the process that tests to the one that holds the student's cells. */
export type Request =
  /** Run a cell of the student's. */
  | { op: 'run'; cell: number }
  /** The value of a name. */
  | { op: 'name'; name: string }
  | { op: 'call'; target: number; self: Encoded; args: Encoded[] }
  | { op: 'construct'; target: number; args: Encoded[] }
  | { op: 'read'; target: number; key: string }
  | { op: 'write'; target: number; key: string; value: Encoded }
  /** Let the event loop turn, and tell whether a promise is settled. */
  | { op: 'settle'; target: number; milliseconds: number }
  /** What a change of the result at `path` means for tensors among the arguments. */
  | {
      op: 'gradient';
      target: number;
      self: Encoded;
      args: Encoded[];
      path: (string | number)[];
      change: Encoded;
      inputs: Encoded[];
    };

/** What a cell of the student's showed, as it tells itself. */
export interface CellOutcome {
  error?: { name: string; message: string; line?: number };
  printed: string;
  /** What it displayed: MIME bundles. */
  shown: Record<string, string>[];
}

/** Answers, each with the number of its request. */
export type Reply =
  | { n: number; value: Encoded }
  | { n: number; thrown: Encoded }
  /** It could not be done or sent: no doing of a function, but of the process. */
  | { n: number; fault: string }
  | { n: number; pending: true }
  | { n: number; ran: CellOutcome };

/** A function of the tests' that the student's code was given is called. */
export interface Callback {
  callback: number;
  args: Encoded[];
}

/** What a callback gave back; errors keep their words to themselves. */
export type CallbackReply = { returned: Encoded } | { failed: true };
