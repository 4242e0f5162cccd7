/**
 * Base of every error that this project throws on purpose: what happened, and what to do about it.
 * Only command-line entry points turn errors into exit codes.
 */
export class LatentlabError extends Error {
  /** A sentence that tells the reader what to do next. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** An argument has the wrong type, shape or range. */
export class ArgumentError extends LatentlabError {}
