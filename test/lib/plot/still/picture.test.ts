import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import type { Figure } from '../../../../lib/plot/figure';
import { plotHeatmap } from '../../../../lib/plot/heatmap';
import { plotLines } from '../../../../lib/plot/lines';
import { plotScatter, plotScatter3d } from '../../../../lib/plot/scatter';
import { stillPicture } from '../../../../lib/plot/still/picture';
import { withoutWebgl } from '../../../../lib/plot/still/projection';

async function drawn(figure: Figure): Promise<SVGSVGElement> {
  const still = await stillPicture(figure);
  assert.ok('image/svg+xml' in still);
  const { document } = new JSDOM(still['image/svg+xml'], { contentType: 'image/svg+xml' }).window;
  return document.documentElement as unknown as SVGSVGElement;
}

const texts = (svg: SVGSVGElement): string[] =>
  [...svg.querySelectorAll('text')].map((text) => text.textContent);

test('lines: one path a line, and title, axes and legend in words', async () => {
  const svg = await drawn(
    plotLines({
      title: 'Learning curves',
      series: { dense: [3, 2, 1], sparse: [4, 2, 3] },
      xLabel: 'epoch',
      yLabel: 'loss',
    }),
  );
  assert.equal(svg.getAttribute('width'), '720');
  assert.equal(svg.querySelectorAll('.scatterlayer path.js-line').length, 2);
  for (const text of ['Learning curves', 'epoch', 'loss', 'dense', 'sparse']) {
    assert.ok(texts(svg).includes(text), text);
  }
});

test('the legend lies below the plot and inside the picture', async () => {
  const svg = await drawn(plotLines({ series: { a: [1, 2], b: [2, 1] }, xLabel: 'epoch' }));
  const shift = (selector: string): number =>
    Number(
      /translate\([\d.]+,\s*([\d.]+)\)/.exec(
        svg.querySelector(selector)!.getAttribute('transform')!,
      )![1],
    );
  const title = Number(svg.querySelector('.xtitle')!.getAttribute('y'));
  const legend = shift('.legend');
  assert.ok(legend > title, `legend at ${legend}, name of the axis at ${title}`);
  assert.ok(legend + 20 <= Number(svg.getAttribute('height')));
});

test('points: as many as there are, with scattergl drawn as scatter', async () => {
  const figure = plotScatter({
    points: [
      [0, 1],
      [1, 2],
      [3, 1],
      [2, 2],
    ],
  });
  assert.equal((await drawn(figure)).querySelectorAll('.scatterlayer path.point').length, 4);
  figure.data[0]!.type = 'scattergl';
  assert.equal((await drawn(figure)).querySelectorAll('.scatterlayer path.point').length, 4);
});

test('a heatmap has its cells as a picture and its numbers as text', async () => {
  const svg = await drawn(
    plotHeatmap({
      values: [
        [0.25, -1],
        [0.5, 1],
      ],
    }),
  );
  const cells = [...svg.querySelectorAll('image')].filter((image) => image.closest('.hm'));
  assert.equal(cells.length, 1);
  for (const text of ['0.25', '−1.00', '0.50']) assert.ok(texts(svg).includes(text), text);
});

test('points in space: the cube is drawn, near points after far ones', async () => {
  const points = [
    [0, 0, 0],
    [1, 1, 1],
    [0, 1, 0],
  ];
  const figure = plotScatter3d({ points, values: [10, 20, 30], labels: ['a', 'b', 'c'] });
  const flat = withoutWebgl(figure);
  const { x, y, marker, type } = flat.data[2]!;
  assert.equal(type, 'scatter');
  // The eye looks from the corner (1, 1, 1): that point is nearest, drawn last, and on the middle line.
  assert.deepEqual((marker as { color: number[] }).color, [10, 30, 20]);
  const [xs, ys] = [x as number[], y as number[]];
  assert.ok(Math.abs(xs[0]!) < 1e-12 && Math.abs(xs[2]!) < 1e-12);
  assert.ok(xs[1]! > 0.1, 'y grows to the right');
  assert.ok(ys[0]! > ys[1]!, 'the far floor lies higher in the picture than the near one');
  const svg = await drawn(figure);
  assert.equal(svg.querySelectorAll('.scatterlayer path.point').length, 3);
  for (const text of ['a', 'b', 'c', '0.5']) assert.ok(texts(svg).includes(text), text);
});

test('a figure that plotly cannot draw becomes a picture that says so', async () => {
  const figure = plotScatter3d({ points: [[1, 2, 3]], title: 'A surface <3' });
  figure.data.push({
    type: 'surface',
    z: [
      [1, 2],
      [3, 4],
    ],
  });
  const svg = await drawn(figure);
  assert.ok(texts(svg).includes('A surface <3'));
  assert.ok(texts(svg).includes('This figure has no still picture.'));
  assert.ok(texts(svg).includes('Traces of type scatter3d need WebGL.'));
  assert.equal(svg.getAttribute('width'), '720');
  assert.equal(svg.getAttribute('height'), '460');
});
