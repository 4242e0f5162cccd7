import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArgumentError } from '../../../lib/errors';
import { logTicks } from '../../../lib/plot/axes';
import { plotLearningCurves, plotLines } from '../../../lib/plot/lines';
import { throwsArgumentError } from './refusal';

test('lines carry their values, colours and names', () => {
  const { data, layout } = plotLines({
    title: 'Sigmoid',
    x: [-1, 0, 1],
    series: { sigmoid: [0.27, 0.5, 0.73], step: { x: [0, 1], y: [0, 1] } },
    xLabel: 'u',
    yLabel: 'f(u)',
  });
  assert.deepEqual(
    data.map(({ type, mode, name, x, y, line, showlegend }) => ({
      type,
      mode,
      name,
      x,
      y,
      line,
      showlegend,
    })),
    [
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: 'sigmoid',
        x: [-1, 0, 1],
        y: [0.27, 0.5, 0.73],
        line: { color: '#0072b2', dash: 'solid', width: 2 },
        showlegend: true,
      },
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: 'step',
        x: [0, 1],
        y: [0, 1],
        line: { color: '#d55e00', dash: 'solid', width: 2 },
        showlegend: true,
      },
    ],
  );
  assert.deepEqual(layout['title'], { text: 'Sigmoid' });
  assert.deepEqual(layout['xaxis'], { title: { text: 'u' } });
  assert.deepEqual(layout['yaxis'], { title: { text: 'f(u)' } });
  assert.equal(layout['showlegend'], true);
});

test('without x the places count from 0; long lines have no markers; one line has no legend', () => {
  const { data, layout } = plotLines({ series: { loss: new Float32Array(31) } });
  assert.deepEqual((data[0]!['x'] as number[]).slice(0, 3), [0, 1, 2]);
  assert.equal(data[0]!['mode'], 'lines');
  assert.equal(layout['showlegend'], false);
});

test('a name in both panels keeps its colour and has one entry in the legend', () => {
  const { data, layout } = plotLearningCurves({
    curves: { dense: [3, 2, 1], sparse: [4, 3, 2] },
    yLabel: 'cross-entropy',
    below: { curves: { sparse: [9, 4, 0] }, yLabel: 'wrong bits' },
  });
  assert.deepEqual(
    data.map(({ name, yaxis, showlegend }) => [name, yaxis, showlegend]),
    [
      ['dense', 'y', true],
      ['sparse', 'y', true],
      ['sparse', 'y2', false],
    ],
  );
  assert.deepEqual(data[2]!['line'], data[1]!['line']);
  assert.deepEqual(data[2]!['x'], [1, 2, 3]);
  assert.equal((layout['xaxis'] as { anchor: string }).anchor, 'y2');
  const [upper, lower] = ['yaxis', 'yaxis2'].map(
    (axis) => layout[axis] as { domain: [number, number] },
  );
  assert.ok(lower!.domain[1] < upper!.domain[0], 'the panels do not touch');
  assert.equal(layout['showlegend'], true);
});

test('one line in each panel needs no legend: the axes say the names', () => {
  const { layout } = plotLearningCurves({
    curves: { 'cross-entropy': [2, 1] },
    below: { curves: { 'wrong bits': [2, 0] } },
  });
  assert.equal(layout['showlegend'], false);
});

test('a longer legend makes the figure higher, not the plot lower', () => {
  const named = (count: number): number => {
    const series = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`a rather long name, number ${i}`, [1, 2]]),
    );
    return plotLines({ series }).layout['height'] as number;
  };
  assert.equal(named(1), 380);
  assert.ok(named(8) > named(2) && named(2) > named(1));
});

test('a log axis is numbered at 1, 2, 5 or at powers of ten; a title breaks into lines', () => {
  assert.deepEqual(logTicks([0.3, 6, -1, 0]), {
    tickvals: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50],
    ticktext: ['0.1', '0.2', '0.5', '1', '2', '5', '10', '20', '50'],
  });
  assert.deepEqual(logTicks([1e-2, 10]), {
    tickvals: [0.01, 0.1, 1, 10],
    ticktext: ['10<sup>−2</sup>', '10<sup>−1</sup>', '1', '10<sup>1</sup>'],
  });
  assert.deepEqual(logTicks([2, 3]), {});
  const { layout } = plotLines({
    series: { a: [1, 1000] },
    yScale: 'log',
    title: 'A title of so many words that one line of a figure of the usual width cannot hold it',
  });
  assert.equal((layout['yaxis'] as { type: string }).type, 'log');
  assert.match((layout['title'] as { text: string }).text, /<br>/);
  assert.deepEqual(layout['margin'], { t: 62 });
});

test('a series with errors has bars of that length up and down; others have none', () => {
  const { data } = plotLines({
    x: [1, 2],
    series: { measured: { y: [3, 4], error: [0.5, 0.25] }, fitted: [3, 4] },
  });
  const [measured, fitted] = data;
  assert.deepEqual(measured!['x'], [1, 2]);
  assert.deepEqual(measured!['error_y'], {
    type: 'data',
    array: [0.5, 0.25],
    thickness: 1.5,
    width: 5,
  });
  assert.equal(fitted!['error_y'], undefined);
});

test('what cannot be drawn is refused', () => {
  throwsArgumentError(
    () => plotLines({ series: { a: { y: [1, 2], error: [1] } } }),
    /'a' has 2 values for 1 error bars/,
  );
  throwsArgumentError(() => plotLines({ series: {} }), /no series/);
  throwsArgumentError(
    () => plotLines({ series: { a: [1, 2] }, x: [1] }),
    /'a' has 2 values for 1 values of x/,
  );
  throwsArgumentError(
    () => plotLines({ series: { a: [1] }, yScale: 'cube' as 'log' }),
    /cannot be 'cube'/,
  );
  throwsArgumentError(() => plotLines({ series: { a: [1] }, height: 20 }), /height of 20/);
  assert.throws(() => plotLearningCurves({ curves: {} }), ArgumentError);
});
