import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { comparePictures, lowestSimilarity } from '../../../scripts/verify/compare-pictures';
import { picture } from './outputs';

const grid = (x: number, y: number): [number, number, number] =>
  x % 16 === 0 || y % 16 === 0 ? [30, 30, 30] : [240, 240, 240];
const GRID = picture(200, 120, grid);
const read = (base64: string) => PNG.sync.read(Buffer.from(base64, 'base64'));

test('equal pictures do not differ, however they are encoded', () => {
  assert.equal(comparePictures(GRID, GRID, 1), undefined);
  assert.equal(comparePictures(GRID, `${GRID.slice(0, 76)}\n${GRID.slice(76)}\n`, 1), undefined);
  const recoded = PNG.sync.write(read(GRID), { deflateLevel: 1, filterType: 0 });
  assert.notEqual(recoded.toString('base64'), GRID);
  assert.equal(comparePictures(GRID, recoded.toString('base64'), 1), undefined);
});

test('a level more or less is no difference', () => {
  const brighter = picture(200, 120, (x, y) => {
    const [red, green, blue] = grid(x, y);
    return [red + 1, green + 1, blue + 1];
  });
  assert.equal(comparePictures(GRID, brighter, 0.98), undefined);
});

test('a small change in a large picture is one, and is marked', () => {
  const isSpot = (x: number, y: number) => x >= 100 && x < 104 && y >= 60 && y < 64;
  const spotted = picture(200, 120, (x, y) => (isSpot(x, y) ? [120, 120, 120] : grid(x, y)));
  const found = comparePictures(GRID, spotted, 0.98);
  assert.match(found?.message ?? '', /similarity falls to 0\.\d+, below 0\.98\.$/);
  const { before, after, difference = '' } = found?.pictures ?? {};
  assert.equal(before, `data:image/png;base64,${GRID}`);
  assert.equal(after, `data:image/png;base64,${spotted}`);
  const marks = read(difference.replace('data:image/png;base64,', ''));
  for (let y = 0; y < marks.height; y++) {
    for (let x = 0; x < marks.width; x++) {
      const [red, green] = marks.data.subarray(4 * (y * marks.width + x));
      assert.equal(red !== green, isSpot(x, y), `pixel ${x}, ${y}`);
    }
  }
});

test('colours of the same brightness differ, and so does what is transparent', () => {
  const plain = (colour: [number, number, number, number?]) => picture(30, 30, () => colour);
  // Rec. 601 luminances: 0.299 * 100 = 0.587 * 50.94.
  assert.ok(comparePictures(plain([100, 0, 0]), plain([0, 51, 0]), 0.98));
  assert.ok(comparePictures(plain([0, 0, 0, 0]), plain([0, 0, 0, 255]), 0.98));
  assert.equal(comparePictures(plain([0, 0, 0, 0]), plain([255, 255, 255, 0]), 0.98), undefined);
});

test('pictures smaller than the window are compared too', () => {
  const dot = (level: number) => picture(3, 2, (x, y) => (x + y === 0 ? [level, 0, 0] : [9, 9, 9]));
  assert.ok(comparePictures(dot(0), dot(255), 0.98));
  assert.equal(lowestSimilarity(read(dot(7)), read(dot(7))), 1);
});

test('the similarity is the one of the formula', () => {
  // Two flat windows: (2 a b + c1) / (a² + b² + c1) with c1 = (0.01 * 255)².
  const flat = (level: number) => read(picture(40, 40, () => [level, level, level]));
  const [a, b, c1] = [100, 150, 2.55 ** 2];
  const expected = (2 * a * b + c1) / (a * a + b * b + c1);
  assert.ok(Math.abs(lowestSimilarity(flat(a), flat(b)) - expected) < 1e-9);
});

test('another size, and what is no PNG, is told', () => {
  const other = comparePictures(GRID, picture(200, 121, grid), 0.98);
  assert.equal(other?.message, 'The picture has 200 by 121 pixels instead of 200 by 120.');
  assert.equal(other?.pictures?.difference, undefined);
  assert.match(comparePictures(GRID, 'AAAA', 0.98)?.message ?? '', /no PNG picture/);
});
