/** Test cells that would not count as their author means. */
import ts from 'typescript';
import { lastExpression, parseCode, syntaxFaults } from '../../check/parse-code';
import { joinLines, type Cell, type Notebook } from '../../jupyter/nbformat';
import { cellName } from '../assignment/faults';
import { isTest, pointsOf } from '../assignment/metadata';
import { replaceRegions } from '../assignment/regions';
import { markHiddenRegions } from '../code/hidden-marks';

/** Sums of points may be off by rounding. */
const CLOSE = 1e-9;

function callsIn(node: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = ts.isCallExpression(node) ? [node] : [];
  ts.forEachChild(node, (child) => {
    found.push(...callsIn(child));
  });
  return found;
}

function isCallOf(call: ts.CallExpression, name: string): boolean {
  return ts.isIdentifier(call.expression) && call.expression.text === name;
}

/** Points of a check, `undefined` where it has none, NaN where they are not written as a number. */
function pointsOfCheck(call: ts.CallExpression): number | undefined {
  const [, second] = call.arguments;
  if (!isCallOf(call, 'check') || !second) return undefined;
  if (ts.isNumericLiteral(second)) return Number(second.text);
  const isTestItself = ts.isArrowFunction(second) || ts.isFunctionExpression(second);
  return isTestItself || call.arguments.length < 3 ? undefined : NaN;
}

function pointFaults(cell: Cell, source: string, calls: readonly ts.CallExpression[]): string[] {
  const points = calls.map(pointsOfCheck).filter((each) => each !== undefined);
  const last = lastExpression(source)?.expression;
  const endsWithSum = last && ts.isCallExpression(last) && isCallOf(last, 'earnedPoints');
  if (points.length === 0) {
    return endsWithSum ? ['ends with earnedPoints(), but has no check for points'] : [];
  }
  if (points.some(Number.isNaN)) {
    return ['has a check whose points are not written as a number'];
  }
  const sum = points.reduce((total, each) => total + each, 0);
  const worth = pointsOf(cell);
  return [
    ...(Math.abs(sum - worth) < CLOSE
      ? []
      : [`has checks for ${sum} points, but is worth ${worth}`]),
    ...(endsWithSum ? [] : ['has checks for points, but does not end with earnedPoints()']),
  ];
}

/** `assert.throws` that any error satisfies: also that of a function that is not there. */
function looseThrows(calls: readonly ts.CallExpression[]): string[] {
  return calls.flatMap(({ expression, arguments: args }) => {
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
    if (!['throws', 'rejects'].includes(name)) return [];
    const [, matcher] = args;
    if (matcher && !ts.isStringLiteralLike(matcher)) return [];
    return [`has an assert.${name} that takes any error: give it a pattern for the message`];
  });
}

function cellFaults(cell: Cell): string[] {
  const source = joinLines(cell.source);
  const released = replaceRegions(source, 'HIDDEN TESTS');
  const [own = [], students = [], marked = []] = syntaxFaults([
    source,
    released,
    markHiddenRegions(source),
  ]);
  if (own.length > 0) return ['cannot be parsed'];
  if (students.length > 0 || marked.length > 0) {
    return ['has hidden tests that do not stand between whole statements'];
  }
  const calls = callsIn(parseCode(source));
  return [...pointFaults(cell, source, calls), ...looseThrows(calls)];
}

/** What is wrong with the test cells of an assignment, a sentence each. */
export function testFaults({ cells }: Notebook): string[] {
  return cells.flatMap((cell, index) =>
    isTest(cell) ? cellFaults(cell).map((fault) => `${cellName(cell, index)} ${fault}.`) : [],
  );
}
