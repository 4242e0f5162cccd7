/** Exit codes of the commands, as far as set-up gives them. */
export const EXIT = { ok: 0, usage: 2, environment: 3, interrupted: 130 };

/** A failure that its reader can mend: what happened, what to do, and the exit code it means. */
export class SetupError extends Error {
  /**
   * @param {string} message What happened.
   * @param {string} remedy What to do.
   * @param {number} [exitCode]
   */
  constructor(message, remedy, exitCode = EXIT.environment) {
    super(`${message} ${remedy}`);
    this.name = 'SetupError';
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
