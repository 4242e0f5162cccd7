import { checkCode } from './code';
import { checkCodeCells } from './code-cells';
import { checkHeadings } from './headings';
import { checkKernel, isInLanguage, type ExpectedKernel } from './kernel';
import type { TypeEnvironment } from './notebook-program';
import { checkOutputs } from './outputs';
import { checkParameters } from './parameters';
import type { NotebookProblems, Problem } from './problem';
import { readNotebookText, withOwnIds } from './read';
import { checkTags } from './tags';

/** A notebook's file. */
export interface NotebookText {
  /** Path as the user is told it. */
  path: string;
  /** Absolute path. */
  file: string;
  text: string;
}

/** What notebooks are checked against. */
export interface CheckSettings extends TypeEnvironment {
  kernel: ExpectedKernel;
}

/** What concerns the whole notebook first, then cell by cell, line by line. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const key = ({ cell, source }: Problem) => [cell?.number ?? 0, source?.line ?? 0];
  return [...problems].sort((a, b) => {
    const [cellA = 0, lineA = 0] = key(a);
    const [cellB = 0, lineB = 0] = key(b);
    return cellA - cellB || lineA - lineB;
  });
}

/**
 * Checks notebooks against all rules. Code in another language than the kernel's is not looked into.
 *
 * @returns one entry a notebook, in the same order
 */
export function checkNotebooks(
  files: readonly NotebookText[],
  settings: CheckSettings,
): NotebookProblems[] {
  const { kernel } = settings;
  const read = files.map(({ path, file, text }) => ({ path, file, ...readNotebookText(text) }));
  const withCode = read.flatMap(({ file, notebook }) =>
    notebook && isInLanguage(notebook, kernel) ? [{ file, notebook }] : [],
  );
  const codeProblems = checkCode(withCode, settings);
  return read.map(({ path, notebook, problems }) => {
    if (!notebook) return { path, problems };
    const ofCode = codeProblems[withCode.findIndex((each) => each.notebook === notebook)] ?? [];
    const found = [
      ...problems,
      ...checkKernel(notebook, kernel),
      ...checkOutputs(notebook),
      ...checkTags(notebook),
      ...(isInLanguage(notebook, kernel) ? checkParameters(notebook) : []),
      ...checkHeadings(notebook),
      ...checkCodeCells(notebook),
      ...ofCode,
    ];
    return { path, problems: inOrder(withOwnIds(found, problems)) };
  });
}
