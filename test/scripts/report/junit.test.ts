import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { renderJunit } from '../../../scripts/report/junit';
import type { RunResult } from '../../../scripts/runner/result';
import { code, notebookOf, resultOf, runOf } from './builders';
import { greenRun, redRun } from './samples';

/** Throws where the text is no well-formed XML. */
function parse(run: RunResult): Document {
  return new JSDOM(renderJunit(run), { contentType: 'text/xml' }).window.document;
}

const red = parse(redRun().run);
const suites = [...red.querySelectorAll('testsuite')];
const suite = (path: string) => suites.find((element) => element.getAttribute('name') === path);

test('a run is a suite for each notebook and a case for each code cell', () => {
  const { run } = greenRun();
  const xml = parse(run);
  assert.equal(xml.documentElement.tagName, 'testsuites');
  const counts = [...xml.querySelectorAll('testsuite')].map(
    (element) => element.querySelectorAll('testcase').length,
  );
  assert.deepEqual(
    counts,
    run.notebooks.map(({ cells }) => cells.length),
  );
  const names = [...xml.querySelectorAll('testcase')].map((element) =>
    element.getAttribute('name'),
  );
  assert.equal(names[0], "cell 2: import { tf, manualSeed } from 'latentlab';");
  assert.equal(xml.querySelectorAll('failure, error, skipped').length, 0);
});

test("the document keeps the rules of JUnit's schema", () => {
  for (const element of suites) {
    const cases = [...element.querySelectorAll('testcase')];
    const count = (tag: string) => String(element.querySelectorAll(`testcase > ${tag}`).length);
    assert.equal(element.getAttribute('tests'), String(cases.length));
    assert.equal(element.getAttribute('failures'), count('failure'));
    assert.equal(element.getAttribute('errors'), count('error'));
    assert.equal(element.getAttribute('skipped'), count('skipped'));
    assert.match(element.getAttribute('timestamp') ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    assert.match(element.getAttribute('time') ?? '', /^\d+(\.\d{1,3})?$/);
    assert.equal(element.firstElementChild?.tagName, 'properties');
    for (const property of element.querySelectorAll('property')) {
      assert.deepEqual(property.getAttributeNames().sort(), ['name', 'value']);
    }
    for (const test of cases) {
      assert.ok(test.getAttribute('name'));
      assert.ok(test.getAttribute('classname'));
      assert.match(test.getAttribute('time') ?? '', /^\d+(\.\d{1,3})?$/);
      assert.ok(test.childElementCount <= 1, 'one outcome at most');
    }
  }
});

describe('what went wrong', () => {
  test('an error of a cell is a failure without colours, with its line', () => {
    const failing = suite('notebooks/ntu/failing.ipynb');
    const failure = failing?.querySelector('failure');
    assert.equal(failure?.getAttribute('type'), 'Error');
    assert.match(failure?.getAttribute('message') ?? '', /^Error: Error in matMul/);
    assert.match(failure?.textContent ?? '', /at line 4 of cell 3\n.*at cell 4, line 4/s);
    assert.equal(failure?.textContent.includes('\u001b'), false);
    const names = [...(failing?.querySelectorAll('testcase:has(skipped)') ?? [])].map((element) =>
      element.getAttribute('name'),
    );
    assert.deepEqual(names, ['cell 4: encoder.summary();']);
  });

  test('a timeout is an error of its cell', () => {
    const errors = suite('notebooks/keras/slow.ipynb')?.querySelectorAll('error');
    assert.equal(errors?.length, 1);
    assert.equal(errors?.[0]?.getAttribute('type'), 'timeout');
  });

  test('a notebook that never started is an error of its suite', () => {
    const dead = suite('notebooks/<script>alert(1)</script>.ipynb');
    const error = dead?.querySelector('testcase[name="notebook"] > error');
    assert.equal(error?.getAttribute('type'), 'dead');
    assert.match(error?.getAttribute('message') ?? '', /^The kernel ended before it answered/);
  });

  test('a skipped notebook is skipped', () => {
    assert.equal(suite('notebooks/lfw/skipped.ipynb')?.querySelectorAll('skipped').length, 1);
  });
});

test('characters that XML forbids, colours and the end of CDATA do no harm', () => {
  const nasty = 'a\u0000b\u001b[31mc\u001b[0m\ud800 ]]> <&" \uffff 🙂';
  const notebook = notebookOf([code('a', `\n  ${nasty}\nsecond line`)]);
  const result = resultOf(nasty, notebook, { status: 'failed', title: nasty, kernel: nasty });
  Object.assign(result.cells[0] ?? {}, {
    status: 'error',
    error: { ename: nasty, evalue: nasty, traceback: [nasty] },
  });
  result.parameters = { [nasty]: nasty };
  const xml = parse(runOf([result]));
  const clean = 'abc ]]> <&"  🙂';
  assert.equal(xml.querySelector('testcase')?.getAttribute('name'), `cell 1: ${clean}`);
  assert.equal(xml.querySelector('failure')?.getAttribute('message'), `${clean}: ${clean}`);
  const text = clean.replace(']]>', ']] >');
  assert.equal(xml.querySelector('failure')?.textContent, `${text}: ${text}\n${text}`);
});

test('a long first line is cut without splitting a character', () => {
  const notebook = notebookOf([code('a', '🙂'.repeat(200))]);
  const xml = parse(runOf([resultOf('a.ipynb', notebook)]));
  const name = xml.querySelector('testcase')?.getAttribute('name') ?? '';
  assert.equal(name, `cell 1: ${'🙂'.repeat(79)}…`);
});
