import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import { PNG } from 'pngjs';
import { JUPYTER_DISPLAY } from '../../../lib/display/mime';
import { plotMosaic, plotMosaics, type Mosaic } from '../../../lib/plot/mosaic';
import { throwsArgumentError } from './refusal';

/** The picture in a bundle, decoded by the library that knows nothing of mosaics. */
function decode(base64: unknown): (x: number, y: number) => number[] {
  const { width, data } = PNG.sync.read(Buffer.from(base64 as string, 'base64'));
  return (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

const pixelsOf = (mosaic: Mosaic): ((x: number, y: number) => number[]) =>
  decode(mosaic[JUPYTER_DISPLAY]()['image/png']);

const GAP = [121, 121, 122, 255];
const CLEAR = [0, 0, 0, 0];
const grey = (value: number): number[] => [value, value, value, 255];

test('pixels stand where they belong, magnified into squares, with gaps around the tiles', () => {
  const tiles = [[[0, 1]], [[0.5, 0.2]], [[1, 1]]];
  const mosaic = plotMosaic({ tiles, columns: 2, zoom: 3, gap: 1, scale: [0, 1] });
  const pixel = pixelsOf(mosaic);
  // Two columns of 6 pixels and two rows of 3, a gap of 1 around each.
  assert.deepEqual([mosaic.picture.width, mosaic.picture.height], [15, 9]);
  assert.deepEqual([...mosaic.values], [0, 1, 0.5, 0.2, 1, 1]);
  assert.deepEqual(pixel(0, 0), GAP);
  for (const [x, y] of [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ] as const)
    assert.deepEqual(pixel(x, y), grey(0));
  for (const [x, y] of [
    [4, 1],
    [6, 3],
  ] as const)
    assert.deepEqual(pixel(x, y), grey(255));
  assert.deepEqual(pixel(7, 2), GAP);
  assert.deepEqual(pixel(8, 2), grey(128));
  assert.deepEqual(pixel(13, 2), grey(51));
  assert.deepEqual(pixel(2, 4), GAP);
  assert.deepEqual(pixel(2, 6), grey(255));
  assert.deepEqual(pixel(10, 6), CLEAR, 'no fourth tile');
});

test('a shared scale runs over all tiles, an own one over each, a given one clips', () => {
  const tiles = [[[0, 2]], [[2, 4]]];
  const draw = (scale: 'shared' | 'per-tile' | [number, number]): number[] => {
    const pixel = pixelsOf(plotMosaic({ tiles, zoom: 1, gap: 0, scale }));
    return [0, 1, 2, 3].map((x) => pixel(x, 0)[0]!);
  };
  assert.deepEqual(draw('shared'), [0, 128, 128, 255]);
  assert.deepEqual(draw('per-tile'), [0, 255, 0, 255]);
  assert.deepEqual(draw([1, 2]), [0, 255, 255, 255]);
});

test('a tile of equal values is grey, a value that is no number transparent', () => {
  const pixel = pixelsOf(plotMosaic({ tiles: [[[3, 3]], [[3, NaN]]], zoom: 1, gap: 0 }));
  assert.deepEqual(
    [0, 1, 2, 3].map((x) => pixel(x, 0)),
    [grey(128), grey(128), grey(128), CLEAR],
  );
});

test('the diverging map has zero in the middle', () => {
  const mosaic = plotMosaic({ tiles: [[[-1, 0, 2]]], zoom: 1, gap: 0, colormap: 'diverging' });
  assert.deepEqual(mosaic.range, [-2, 2]);
  const pixel = pixelsOf(mosaic);
  assert.deepEqual(pixel(1, 0), [246, 246, 246, 255]);
  assert.deepEqual(pixel(2, 0), [176, 44, 24, 255]);
  const [red, , blue] = pixel(0, 0);
  assert.ok(blue! > red!, 'negative is blue');
});

test('three channels are red, green and blue; one channel is grey', () => {
  const colour = plotMosaic({ tiles: [[[[0, 0.5, 1]]]], zoom: 1, gap: 0 });
  assert.deepEqual(pixelsOf(colour)(0, 0), [0, 128, 255, 255]);
  const tensor = { shape: [1, 1, 2, 1], dataSync: () => Float32Array.of(0, 1) };
  const single = plotMosaic({ tiles: tensor, zoom: 1, gap: 0 });
  assert.deepEqual(single.shape, [1, 1, 2]);
  assert.deepEqual(pixelsOf(single)(1, 0), grey(255));
});

test('columns, zoom and size suit 4 filters, 144 maps and 100 digits', () => {
  const zeros = (n: number, side: number) => ({
    shape: [n, side, side],
    dataSync: () => new Float32Array(n * side * side),
  });
  const layouts = [zeros(4, 3), zeros(144, 10), zeros(100, 28)].map((tiles) => {
    const { grid, picture } = plotMosaic({ tiles });
    return [grid.columns, grid.rows, grid.zoom, picture.width];
  });
  assert.deepEqual(layouts, [
    [4, 1, 32, 394],
    [12, 12, 5, 626],
    [10, 10, 2, 582],
  ]);
});

test('the bundle has picture, HTML and text; all say sizes and range', () => {
  const mosaic = plotMosaic({
    tiles: [[[0, 1]], [[0.5, 1]]],
    title: 'Before & after',
    columnLabels: ['in <x>', 'out'],
    rowLabels: ['digit'],
  });
  const bundle = mosaic[JUPYTER_DISPLAY]();
  assert.deepEqual(Object.keys(bundle), ['text/html', 'image/png', 'text/plain']);
  assert.equal(bundle['text/plain'], 'Before & after: 2 tiles of 1x2, values from 0 to 1');
  const { document } = new JSDOM(bundle['text/html'] as string).window;
  const image = document.querySelector('img')!;
  assert.equal(image.getAttribute('alt'), bundle['text/plain']);
  assert.equal(image.src, `data:image/png;base64,${bundle['image/png'] as string}`);
  assert.match(image.getAttribute('style')!, /image-rendering:pixelated/);
  assert.equal(document.querySelectorAll('script').length, 0);
  const text = document.body.textContent;
  for (const part of ['Before & after', 'in <x>', 'out', 'digit', '2 tiles of 1×2']) {
    assert.ok(text.includes(part), part);
  }
});

test('the caption says what the colours stand for', () => {
  const captionOf = (options: object): Element => {
    const mosaic = plotMosaic({ tiles: [[[-0.5, 1]]], ...options });
    const html = mosaic[JUPYTER_DISPLAY]()['text/html'] as string;
    return new JSDOM(html).window.document.querySelector('figcaption')!;
  };
  const caption = (options: object): string => captionOf(options).textContent;
  assert.equal(caption({}), '1 tile of 1×2, −0.51');
  assert.equal(caption({ colormap: 'diverging' }), '1 tile of 1×2, −11');
  const bar = captionOf({ colormap: 'diverging' }).querySelector<HTMLElement>('span')!;
  assert.equal(bar.textContent, '−11', 'both ends of the scale are in one line');
  assert.equal(bar.style.whiteSpace, 'nowrap');
  assert.match(caption({ scale: 'per-tile' }), /its own lowest value \(black\)/);
  assert.match(caption({ scale: 'per-tile', colormap: 'diverging' }), /white at zero/);
  assert.match(caption({ tiles: [[[[0, 0, 1]]]] }), /channels from 0 \(dark\) to 1 \(light\)/);
});

test('mosaics stand beside one another with a transparent gap, small enough for one row', () => {
  const tiles = { shape: [49, 10, 10], dataSync: () => new Float32Array(4900).fill(1) };
  const row = plotMosaics(
    [
      { tiles, title: 'input' },
      { tiles, title: 'output' },
    ],
    {
      title: 'Both',
    },
  );
  const [first, second] = row.mosaics.map(({ picture }) => picture);
  assert.ok(first!.width + 24 + second!.width <= 720);
  const bundle = row[JUPYTER_DISPLAY]();
  const pixel = decode(bundle['image/png']);
  assert.deepEqual(pixel(0, 0), GAP);
  assert.deepEqual(pixel(first!.width + 5, 5), CLEAR);
  assert.deepEqual(pixel(first!.width + 24, 0), GAP);
  assert.equal((bundle['text/plain'] as string).split('\n').length, 3);
  assert.equal((bundle['text/html'] as string).match(/<img/g)!.length, 2);
});

test('a mosaic drawn twice is the same to the byte', () => {
  const bundle = () => plotMosaic({ tiles: [[[1, 2, 3]]], title: 'same' })[JUPYTER_DISPLAY]();
  assert.deepEqual(bundle(), bundle());
});

test('shapes, labels and numbers that do not fit are refused', () => {
  const tiles = [[[1]], [[2]]];
  throwsArgumentError(() => plotMosaic({ tiles: [[1, 2]] }), /shape \[1, 2\]/);
  throwsArgumentError(() => plotMosaic({ tiles: [[[[1, 2]]]] }), /shape \[1, 1, 1, 2\]/);
  throwsArgumentError(() => plotMosaic({ tiles: [] }), /shape \[0\]/);
  throwsArgumentError(
    () => plotMosaic({ tiles, rowLabels: ['a', 'b'] }),
    /2 row labels for 1 rows/,
  );
  throwsArgumentError(() => plotMosaic({ tiles, columnLabels: ['a'] }), /1 column labels for 2/);
  throwsArgumentError(() => plotMosaic({ tiles, columns: 0 }), /columns is 0/);
  throwsArgumentError(() => plotMosaic({ tiles, zoom: 1.5 }), /zoom is 1.5/);
  throwsArgumentError(() => plotMosaic({ tiles, gap: -1 }), /gap is -1/);
  throwsArgumentError(() => plotMosaic({ tiles, scale: [1, 1] }), /scale runs from 1 to 1/);
  throwsArgumentError(() => plotMosaics([]), /no mosaic/);
});
