/** Base of this room's errors: a sentence of what happened and a sentence of what to do. */
export class JupyterError extends Error {
  /** The sentence that tells the reader what to do. */
  readonly remedy: string;

  constructor(happened: string, remedy: string, options?: ErrorOptions) {
    super(`${happened} ${remedy}`, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** Text that is no notebook of nbformat 4, or a file that cannot be read. */
export class NotebookError extends JupyterError {}

/** Frames that are no message of this connection: unsigned, forged, cut short or not JSON. */
export class MessageError extends JupyterError {}

/** A kernel that cannot be found, started or reached. */
export class KernelError extends JupyterError {}
