/** The two processes of an examination: the student's, and that of the tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Exam } from '../examiner/exam';
import type { StudentJob } from '../student/job';
import { JOB_FILE, sandboxed, type SandboxView } from './bubblewrap';
import type { Limits } from './limits';
import { closePipes, openPipes } from './pipes';
import { systemCallFilter } from './system-calls';

/** How the student's process is kept apart. */
export type Isolation = 'bubblewrap' | 'none';

export interface ProcessOptions {
  isolation: Isolation;
  view: SandboxView;
  limits: Limits;
  /** Which of several examinations at once. */
  slot: number;
}

/** Both processes, started. */
export interface Pair {
  student: ChildProcess;
  examiner: ChildProcess;
  /** What the tests' process reports, a line each. */
  reports: Readable;
  /** Ends both, and removes what was written for them. */
  end(): Promise<void>;
}

/** The descriptor on which the tests' process reports. */
const REPORTS = 5;
/** Characters of a process's complaints that are kept. */
const MAX_COMPLAINT = 4000;

/** What a process says on its way out: capped, since it may be anything. */
export function complaintsOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (text.length < MAX_COMPLAINT) text += chunk.toString('utf8');
  });
  return () => text.slice(0, MAX_COMPLAINT);
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    try {
      process.kill(-(child.pid as number), 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  });
}

function entryOf(projectRoot: string, name: 'student' | 'examiner'): string {
  return path.join(projectRoot, 'dist', 'scripts', 'grading', name, 'main.js');
}

/** Starts both processes, with pipes between them. */
export async function startPair(
  exam: Exam,
  job: StudentJob,
  { isolation, view, limits, slot }: ProcessOptions,
): Promise<Pair> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latentlab-grade-'));
  const [examFile, jobFile] = [path.join(folder, 'exam.json'), path.join(folder, 'job.json')];
  await writeFile(examFile, JSON.stringify(exam), { mode: 0o600 });
  await writeFile(jobFile, JSON.stringify(job), { mode: 0o600 });
  const pipes = await openPipes(2);
  const [toStudent, toExaminer] = pipes as [(typeof pipes)[0], (typeof pipes)[0]];
  const jobDescriptor = openSync(jobFile, 'r');
  const filter = isolation === 'bubblewrap' ? systemCallFilter() : undefined;
  const filterFile = path.join(folder, 'seccomp');
  if (filter) await writeFile(filterFile, filter, { mode: 0o600 });
  const filterDescriptor = filter && openSync(filterFile, 'r');
  const node = [process.execPath, `--max-old-space-size=${limits.heapMegabytes}`];
  const main = entryOf(view.projectRoot, 'student');
  const launch = { slot, job: 5, filter: filter && 6 };
  const command =
    isolation === 'bubblewrap'
      ? sandboxed([...node, main, JOB_FILE], view, limits, launch)
      : [...node, main, jobFile];
  const examinerNode = [process.execPath, entryOf(view.projectRoot, 'examiner')];
  const [guard = '', ...guardArguments] =
    isolation === 'bubblewrap'
      ? ['prlimit', '--core=0', `--data=${limits.examinerBytes}`, ...examinerNode]
      : examinerNode;
  const descriptors = [toStudent.read, toExaminer.write, jobDescriptor, filterDescriptor];
  try {
    const [program = '', ...args] = command;
    const student = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe', ...descriptors],
      env: { ...process.env, ...view.variables },
      detached: true,
    });
    const examiner = spawn(guard, [...guardArguments, examFile], {
      stdio: ['ignore', 'ignore', 'pipe', toExaminer.read, toStudent.write, 'pipe'],
      env: { ...process.env, ...view.variables },
      detached: true,
    });
    return {
      student,
      examiner,
      reports: (examiner.stdio as unknown as Readable[])[REPORTS] as Readable,
      end: async () => {
        await Promise.all([kill(student), kill(examiner)]);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } finally {
    closePipes(pipes);
    closeSync(jobDescriptor);
    if (filterDescriptor !== undefined) closeSync(filterDescriptor);
  }
}
