import { stripVTControlCharacters } from 'node:util';
import junit from 'junit-report-builder';
import type { Gradebook, StudentGrade } from '../score/gradebook';

/** Everything but the characters that XML 1.0 allows, lone surrogates among it. */
const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function plain(text: string): string {
  return stripVTControlCharacters(text).replace(ILLEGAL_IN_XML, '').replaceAll(']]>', ']] >');
}

function wordsOf({ checks, failure }: StudentGrade['questions'][number]): string {
  const words = checks.flatMap((check) =>
    check.earned < check.points ? [`${check.name}: ${check.words.join(' ')}`] : [],
  );
  return plain([...words, ...(failure ? [failure.message] : [])].join('\n'));
}

/**
 * The grades as JUnit XML: a suite for each student, a test case for each question. What has not all
 * its points is a failure, what waits for a mark is skipped.
 */
export function renderJunit(book: Gradebook): string {
  const builder = junit.newBuilder().name(plain(book.assignment));
  for (const { student, status, reason, questions } of book.students) {
    const suite = builder.testSuite().name(plain(student));
    for (const question of questions) {
      const { id, earned, points } = question;
      const test = suite.testCase().className(plain(student)).name(plain(id));
      if (status === 'refused') test.error(plain(reason ?? 'It was not graded.'), status);
      else if (earned === null) test.skipped();
      else if (earned < points) {
        test.failure(`${earned} of ${points} points`).stacktrace(wordsOf(question));
      }
    }
  }
  return builder.build();
}
