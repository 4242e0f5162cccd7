/**
 * Entry of the tests' process: `node main.js EXAM`, descriptors 3 (in) and 4 (out) to the student's
 * process, 5 for what it reports. Nothing of the student's is ever loaded here.
 */
import { readFileSync, writeSync } from 'node:fs';
import { Channel } from '../remote/frame';
import type { Exam, Report } from './exam';
import { examine } from './examine';

const REPORTS = 5;

function report(report: Report): void {
  const line = Buffer.from(`${JSON.stringify(report)}\n`);
  for (let sent = 0; sent < line.length;) sent += writeSync(REPORTS, line, sent);
}

const exam = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Exam;
// A promise of a test's that nobody waits for decides nothing.
process.on('unhandledRejection', () => undefined);

examine(exam, new Channel(3, 4), report).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
