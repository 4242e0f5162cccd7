/** Results on disk, one file a student, so that grading goes on where it was cut off. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../jupyter/write-whole';
import type { EarlierScore } from './gradebook';
import { totalOf, type SubmissionResult } from './result';

/** A result, and what it is the result of. */
export interface StoredRecord {
  key: string;
  result: SubmissionResult;
  history: EarlierScore[];
  /** That grading took. */
  seconds: number;
}

/** Changes whenever the same submission might be graded otherwise than before. */
const GRADER = 2;

/** What a result depends on. */
export function recordKey(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(String(GRADER));
  for (const part of parts) hash.update(`\0${part.length}\0`).update(part);
  return hash.digest('hex');
}

/** A name of a file for any name of a student: readable, different for each, and harmless. */
export function fileNameOf(student: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/.test(student)) return student;
  const readable = student.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 40);
  const hash = createHash('sha256').update(student).digest('hex').slice(0, 10);
  return `${readable}-${hash}`;
}

function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && 'key' in value && 'result' in value;
}

/** The records of a folder. */
export class Records {
  constructor(private readonly folder: string) {}

  /** What is stored of a student; nothing where there is none, or it was cut off. */
  async read(student: string): Promise<StoredRecord | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file(student), 'utf8'));
      return isRecord(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Stores a result; the score that it replaces becomes history. */
  async write(
    key: string,
    result: SubmissionResult,
    seconds: number,
    before: StoredRecord | undefined,
  ): Promise<StoredRecord> {
    const history = before ? [...before.history] : [];
    if (before && before.key !== key) {
      const { earned, points } = totalOf(before.result);
      history.push({ earned, points });
    }
    const record = { key, result, history, seconds };
    await writeWhole(this.#file(result.student), `${JSON.stringify(record)}\n`);
    return record;
  }

  #file(student: string): string {
    return path.join(this.folder, `${fileNameOf(student)}.json`);
  }
}
