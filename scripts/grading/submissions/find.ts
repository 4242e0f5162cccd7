/** Finds what was handed in: a folder of notebooks, or nbgrader's tree. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SelectionError } from '../../runner/find-notebooks';
import { readSubmission } from './read';

/** A file that was handed in. */
export interface SubmittedFile {
  /** By whom, as the folder or the file is called. */
  student: string;
  /** Absolute. */
  file: string;
  /** When, where nbgrader wrote it down. */
  submittedAt?: string;
  /** Why it is not read: a link says nothing of who wrote it. */
  refusal?: string;
}

const MAX_TIMESTAMP_BYTES = 1000;
const LINK = 'It is a symbolic link, which is not followed.';

/** A time as nbgrader's timestamp.txt has it: `2015-02-02 15:58:23.948203 UTC`. */
export function readTimestamp(text: string): string | undefined {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(UTC|Z|[+-]\d\d:?\d\d)?$/.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const [, date = '', time = '', zone = 'UTC'] = found;
  const parsed = new Date(`${date}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed.toISOString();
}

async function timestampIn(folder: string): Promise<string | undefined> {
  const read = await readSubmission(path.join(folder, 'timestamp.txt'), MAX_TIMESTAMP_BYTES);
  return 'text' in read ? readTimestamp(read.text) : undefined;
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The notebook of a student's folder: by the assignment's name, or the only one. */
async function inFolder(
  student: string,
  folder: string,
  notebook: string,
): Promise<SubmittedFile | undefined> {
  const entries = await entriesOf(folder);
  const notebooks = entries.filter(
    (entry) => entry.name.endsWith('.ipynb') && !entry.isDirectory(),
  );
  const chosen = notebooks.find(({ name }) => name === notebook) ?? notebooks[0];
  const isClear = chosen && (chosen.name === notebook || notebooks.length === 1);
  if (!isClear) return undefined;
  const submittedAt = await timestampIn(folder);
  return {
    student,
    file: path.join(folder, chosen.name),
    ...(submittedAt !== undefined && { submittedAt }),
    ...(chosen.isSymbolicLink() && { refusal: LINK }),
  };
}

async function ofStudent(
  student: string,
  folder: string,
  assignment: string,
  notebook: string,
): Promise<SubmittedFile> {
  const own = await inFolder(student, folder, notebook);
  if (own) return own;
  const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
  const named = folders.find(({ name }) => name === assignment);
  for (const { name } of named ? [named] : folders.length === 1 ? folders : []) {
    const found = await inFolder(student, path.join(folder, name), notebook);
    if (found) return found;
  }
  return { student, file: folder, refusal: `There is no notebook ${notebook}.` };
}

/**
 * What is in a folder of submissions, sorted by student.
 *
 * @param notebook file name of the assignment's notebook
 * @throws SelectionError where there is no such folder, or nothing in it
 */
export async function findSubmissions(folder: string, notebook: string): Promise<SubmittedFile[]> {
  const entries = await entriesOf(folder);
  const assignment = path.basename(notebook, '.ipynb');
  const found = await Promise.all(
    entries.map(async (entry): Promise<SubmittedFile[]> => {
      const file = path.join(folder, entry.name);
      if (entry.name.endsWith('.ipynb') && !entry.isDirectory()) {
        const student = path.basename(entry.name, '.ipynb');
        return [{ student, file, ...(entry.isSymbolicLink() && { refusal: LINK }) }];
      }
      if (entry.isSymbolicLink()) return [{ student: entry.name, file, refusal: LINK }];
      return entry.isDirectory() ? [await ofStudent(entry.name, file, assignment, notebook)] : [];
    }),
  );
  const submissions = found.flat().sort((a, b) => (a.student < b.student ? -1 : 1));
  if (submissions.length > 0) return submissions;
  throw new SelectionError(
    `There are no submissions in ${folder}.`,
    'Name a folder of notebooks, or one with a folder for each student.',
  );
}
