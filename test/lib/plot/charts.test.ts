import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plotBars, plotHistogram } from '../../../lib/plot/bars';
import { plotHeatmap } from '../../../lib/plot/heatmap';
import { plotScatter, plotScatter3d } from '../../../lib/plot/scatter';
import { throwsArgumentError } from './refusal';

const points = [
  [0, 1],
  [2, 3],
  [4, 5],
];

test('points without a class are one trace', () => {
  const { data, layout } = plotScatter({ points, xLabel: 'z1' });
  assert.deepEqual(data, [
    {
      type: 'scatter',
      mode: 'markers',
      name: '',
      x: [0, 2, 4],
      y: [1, 3, 5],
      marker: { size: 6, color: '#0072b2' },
    },
  ]);
  assert.equal(layout['showlegend'], false);
});

test('each class is a trace with its own colour and symbol, in the order of the classes', () => {
  const { data } = plotScatter({
    points,
    classes: Int32Array.of(1, 0, 1),
    classNames: ['nought', 'one'],
  });
  assert.deepEqual(
    data.map(({ name, x }) => [name, x]),
    [
      ['nought', [2]],
      ['one', [0, 4]],
    ],
  );
  const markers = data.map(({ marker }) => marker as { color: string; symbol: string });
  assert.notEqual(markers[0]!.color, markers[1]!.color);
  assert.notEqual(markers[0]!.symbol, markers[1]!.symbol);
  const named = plotScatter({ points, classes: ['b', 'a', 'b'], size: 2 });
  assert.deepEqual(
    named.layout['legend'],
    { itemsizing: 'constant' },
    'small points, legible legend',
  );
  assert.deepEqual(
    named.data.map(({ name }) => name),
    ['a', 'b'],
  );
  const many = Array.from({ length: 12 }, (_, i) => [i, i]);
  assert.deepEqual(
    plotScatter({ points: many, classes: many.map(([i]) => i!) }).data.map(({ name }) => name),
    many.map(([i]) => String(i)),
    'classes are ordered as numbers: 2 before 10',
  );
});

test('values colour the points and have a bar', () => {
  const marker = plotScatter({ points, values: [0.1, 0.2, 0.3], valueLabel: 'error' }).data[0]![
    'marker'
  ] as Record<string, unknown>;
  assert.deepEqual(marker['color'], [0.1, 0.2, 0.3]);
  assert.deepEqual(marker['colorbar'], { title: { text: 'error' } });
  assert.equal(marker['showscale'], true);
});

test('points in space carry three coordinates and the names of the axes', () => {
  const { data, layout } = plotScatter3d({
    points: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    labels: ['a', 'b', 'c'],
  });
  const { type, x, y, z } = data[0]!;
  assert.deepEqual([type, x, y, z], ['scatter3d', [1, 4], [2, 5], [3, 6]]);
  assert.deepEqual(layout['scene'], {
    xaxis: { title: { text: 'a' } },
    yaxis: { title: { text: 'b' } },
    zaxis: { title: { text: 'c' } },
  });
});

test('points, classes and values that do not fit are refused', () => {
  throwsArgumentError(() => plotScatter({ points: [[1, 2, 3]] }), /shape \[1, 3\].*\[rows, 2\]/);
  throwsArgumentError(() => plotScatter3d({ points }), /\[rows, 3\]/);
  throwsArgumentError(() => plotScatter({ points, classes: [1] }), /1 classes for 3 points/);
  throwsArgumentError(() => plotScatter({ points, values: [1] }), /1 values for 3 points/);
  throwsArgumentError(
    () => plotScatter({ points, values: [1, 2, 3], classes: [1, 2, 3] }),
    /classes and values at once/,
  );
});

test('bars stand side by side under their names', () => {
  const { data, layout } = plotBars({ series: { dense: [1, 2], sparse: [3, 4] } });
  assert.deepEqual(
    data.map(({ name, x, y }) => [name, x, y]),
    [
      ['dense', ['1', '2'], [1, 2]],
      ['sparse', ['1', '2'], [3, 4]],
    ],
  );
  assert.equal((layout['xaxis'] as { type: string }).type, 'category');
  throwsArgumentError(() => plotBars({ series: {} }), /no series/);
  throwsArgumentError(
    () => plotBars({ series: { a: [1, 2], b: [1] } }),
    /'b' has 1 values for 2 bars/,
  );
});

test('a histogram counts every finite value once, the largest in the last bin', () => {
  const { data } = plotHistogram({ series: { w: [0, 0.1, 1.5, 2, 4, NaN] }, bins: 4 });
  assert.deepEqual(data[0]!['x'], [0.5, 1.5, 2.5, 3.5]);
  assert.deepEqual(data[0]!['y'], [2, 1, 1, 1]);
  const equal = plotHistogram({ series: { w: [3, 3] }, bins: 2 });
  assert.deepEqual(equal.data[0]!['y'], [2, 0]);
});

test('several histograms share their bins and are outlines from zero to zero', () => {
  const { data } = plotHistogram({ series: { a: [0, 1], b: [[2], [2]] }, bins: 2 });
  assert.deepEqual(
    data.map(({ x, y }) => [x, y]),
    [
      [
        [0, 0, 1, 2, 2],
        [0, 1, 1, 1, 0],
      ],
      [
        [0, 0, 1, 2, 2],
        [0, 0, 2, 2, 0],
      ],
    ],
  );
  throwsArgumentError(() => plotHistogram({ series: { a: [1] }, bins: 0 }), /0 is no number/);
  throwsArgumentError(() => plotHistogram({ series: {} }), /no series/);
});

test('a heatmap of both signs has zero in the middle of its colours', () => {
  const values = [
    [-1, 2],
    [0, 1],
  ];
  const { data, layout } = plotHeatmap({ values, rowLabels: ['a', 'b'] });
  const { z, zmin, zmax, x, y } = data[0]!;
  assert.deepEqual(
    { z, zmin, zmax, x, y },
    { z: values, zmin: -2, zmax: 2, x: ['1', '2'], y: ['a', 'b'] },
  );
  assert.equal((layout['yaxis'] as { autorange: string }).autorange, 'reversed');
});

test('the numbers in the cells read on their colours', () => {
  const { data } = plotHeatmap({ values: [[-1, 0, 1]], decimals: 1 });
  assert.deepEqual(data[1]!['text'], ['−1.0', '0.0', '1.0']);
  assert.deepEqual((data[1]!['textfont'] as { color: string[] }).color, [
    '#ffffff',
    '#000000',
    '#ffffff',
  ]);
});

test('many cells, or the wish for none, show no numbers', () => {
  const large = Array.from({ length: 13 }, () => new Array<number>(12).fill(1));
  assert.equal(plotHeatmap({ values: large }).data.length, 1);
  assert.equal(plotHeatmap({ values: [[1]], decimals: 'none' }).data.length, 1);
  const fixed = plotHeatmap({ values: [[0.2, 0.4]], range: [0, 1] }).data[0]!;
  assert.deepEqual([fixed['zmin'], fixed['zmax']], [0, 1]);
  throwsArgumentError(
    () => plotHeatmap({ values: [[1, 2]], columnLabels: ['a'] }),
    /1 names for 2 columns/,
  );
  throwsArgumentError(() => plotHeatmap({ values: [1, 2] }), /values has shape \[2\]/);
});
