import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { renderHtml } from '../../../scripts/report/html';
import { renderJunit } from '../../../scripts/report/junit';
import { runOf } from './builders';
import { differentRun } from './differences';

const { run, notebooks } = differentRun();
const { document } = new JSDOM(renderHtml(run, notebooks)).window;
const text = (selector: string, root: ParentNode = document) =>
  root.querySelector(selector)?.textContent.trim();
const texts = (selector: string) =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

describe('the page of a run that is not as recorded', () => {
  test('says so, and lists the cells with what differs', () => {
    assert.equal(text('h1'), '✕The notebook is not as recorded');
    assert.equal(text('#errors .message'), '1 cell is not as recorded.');
    const link = document.querySelector('.difference-cells a');
    assert.equal(link?.getAttribute('href'), '#n1-c2');
    assert.deepEqual(texts('.difference-cells li'), [
      'stdout 1 number moved, by a relative error of 2.5e-1. 1 line differs.',
      'picture The picture differs: its structural similarity falls to 0.412, below 0.98.',
      'plot 12 numbers moved.',
    ]);
  });

  test('counts those that are not as recorded', () => {
    const one = run.notebooks[0] ?? assert.fail();
    const same = { ...one, path: 'b.ipynb', status: 'ok' as const };
    const sentence = (...results: typeof run.notebooks) =>
      new JSDOM(renderHtml(runOf(results), new Map())).window.document
        .querySelector('h1')
        ?.textContent.slice(1);
    assert.equal(sentence(one, same), '1 of 2 notebooks is not as recorded');
    assert.equal(
      sentence(one, { ...one, path: 'c.ipynb' }),
      '2 of 2 notebooks are not as recorded',
    );
    assert.equal(sentence(one, { ...same, status: 'failed' }), '2 of 2 notebooks failed');
  });

  test('shows lines below their cell, with what changed in them marked', () => {
    const cell = document.querySelector('#n1-c2') ?? assert.fail();
    const lines = [...cell.querySelectorAll('.diff > span')];
    assert.deepEqual(
      lines.map((line) => [line.className, line.textContent.trimEnd()]),
      [
        ['gap', '…12 lines'],
        ['same', ' epoch 12 of 13'],
        ['removed', '−loss 2.0, <b>accuracy</b> 0.9'],
        ['added', '+loss 2.5, <b>accuracy</b> 0.9'],
        ['added', '+done ]]>'],
      ],
    );
    assert.deepEqual(texts('.diff :is(del, ins)'), [], 'lines without a counterpart');
    assert.equal(document.querySelector('#n1-c3 .differences'), null);
  });

  test('marks what changed where a line has a counterpart', () => {
    const paired = structuredClone(run);
    paired.notebooks[0]?.cells[0]?.differences?.[0]?.lines?.pop();
    const page = new JSDOM(renderHtml(paired, notebooks)).window.document;
    assert.deepEqual(
      [...page.querySelectorAll('.diff :is(del, ins)')].map(({ textContent }) => textContent),
      ['2.0', '2.5'],
    );
  });

  test('shows pictures side by side, and numbers with their errors', () => {
    assert.deepEqual(texts('.compared figcaption'), [
      ...['as recorded', 'now', 'what changed'],
      ...['as recorded', 'now'],
    ]);
    assert.deepEqual(texts('.moved tbody tr:first-child td'), [
      ...['2.0', '2.5', '2.5e-1'],
      ...['0', '1', '–'],
    ]);
    assert.equal(text('.moved-all summary'), 'The 12 numbers that moved', 'many are folded');
  });
});

test('in JUnit a cell that is not as recorded is a failure with the difference', () => {
  const xml = new JSDOM(renderJunit(run), { contentType: 'text/xml' }).window.document;
  const failure = xml.querySelector('testcase > failure');
  assert.equal(xml.querySelectorAll('failure, error').length, 1);
  assert.equal(failure?.getAttribute('type'), 'different');
  assert.match(failure?.getAttribute('message') ?? '', /^stdout: 1 number moved.* picture: The/);
  assert.match(failure?.textContent ?? '', /- loss 2\.0.*\n\+ loss 2\.5/);
  assert.match(failure?.textContent ?? '', /data\[0\]\.y\[3\]: 0 → 4 \(relative error –\)/);
});
