/** Results for a terminal. */
import type { ChalkInstance } from 'chalk';
import { questionState, type QuestionResult } from '../score/result';
import type { Validation } from '../score/validate';

const SIGNS = { right: '✓', partly: '◐', wrong: '✗', open: '○' } as const;

function pointsText({ earned, points }: QuestionResult): string {
  return earned === null ? `? of ${points}` : `${earned} of ${points}`;
}

/** What there is to say about a question, a line each. */
function questionWords({ checks, failure, kind, earned }: QuestionResult): string[] {
  const words = checks.flatMap((check) => {
    if (check.earned === check.points && check.words.length === 0) return [];
    const hint = check.hint === undefined ? [] : [`  Hint: ${check.hint}`];
    return [`${check.name}: ${check.words.join(' ')}`, ...hint];
  });
  const isManual = kind === 'manual';
  return [
    ...words,
    ...(failure ? [failure.message] : []),
    ...(isManual && earned === null ? ['Somebody will mark it.'] : []),
    ...(isManual && earned === 0 ? ['It is as it was handed out.'] : []),
  ];
}

function questionLines(question: QuestionResult, colours: ChalkInstance): string[] {
  const state = questionState(question);
  const { green, yellow, red, cyan } = colours;
  const paint = { right: green, partly: yellow, wrong: red, open: cyan }[state];
  const head = `${paint(SIGNS[state])} ${colours.bold(question.title || question.id)}`;
  const words = questionWords(question).flatMap((each) => each.split('\n'));
  return [
    `${head}  ${colours.dim(`${question.id}, ${pointsText(question)} points`)}`,
    ...words.map((line) => `    ${line}`),
  ];
}

/** A validated notebook, as a student reads it. */
export function renderValidation({ result, changed }: Validation, colours: ChalkInstance): string {
  const { cells, questions } = result;
  const failed = cells.flatMap(({ id, error }) => {
    if (!error) return [];
    const line = error.line === undefined ? '' : ` (line ${error.line})`;
    return [
      `${colours.red('✗')} The cell '${id}' does not run: ${error.name}: ${error.message}${line}`,
    ];
  });
  const types = cells.flatMap(({ id, complaints }) =>
    complaints.map(
      ({ line, message }) =>
        `${colours.yellow('!')} TypeScript says of the cell '${id}', line ${line}: ${message}`,
    ),
  );
  const locked = changed.map(
    (name) =>
      `${colours.yellow('!')} ${name} is locked, but was changed. It will be replaced by the ` +
      'original when it is graded.',
  );
  const hidden = colours.dim(
    'These are the tests that you can see. When the notebook is graded there may be more.',
  );
  const parts = [
    locked,
    failed,
    types,
    questions.flatMap((each) => questionLines(each, colours)),
    [hidden],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
