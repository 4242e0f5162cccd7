/** What this kernel adds to the globals that cells see. */

/**
 * Asks the person at the notebook for a line of text and waits for it.
 *
 * @param message shown beside the field
 * @param defaultValue what an empty answer stands for
 * @returns what was typed
 * @throws InputNotAllowed where the notebook runs without a person at it
 */
declare function prompt(message?: string, defaultValue?: string): string;
