import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { drawClothing } from '../../../../lib/data/synthetic/clothing';
import { drawDigits } from '../../../../lib/data/synthetic/digits';
import { drawFaces } from '../../../../lib/data/synthetic/faces';
import type { LabelledImages } from '../../../../lib/data/images';
import { tf } from '../../../../lib/index';

const CLASSES = Array.from({ length: 10 }, (_, label) => String(label));
const drawGarments = (count: number, seed: number) => drawClothing(count, seed, CLASSES);

for (const [what, draw, digest] of [
  ['digits', drawDigits, 'afb1246c63272e26'],
  ['clothing', drawGarments, '9203b1f7a5d715eb'],
] as const) {
  test(`${what}: the same seed draws the same, a few of them the first of many`, () => {
    const many = draw(60, 1);
    const few = draw(20, 1);
    assert.deepEqual(few.images.pixels, many.slice(0, 20).images.pixels);
    assert.deepEqual(few.labels, many.slice(0, 20).labels);
    assert.deepEqual(few.factors, many.slice(0, 20).factors);
    assert.notDeepEqual(draw(20, 2).images.pixels, few.images.pixels);
    // So that a change of the drawing is a change of this line.
    const hash = createHash('sha256').update(many.images.pixels).digest('hex');
    assert.equal(hash.slice(0, 16), digest);
  });

  test(`${what}: a linear classifier tells fresh ones apart`, async () => {
    await tf.ready();
    const [train, fresh] = [draw(3000, 11), draw(500, 12)];
    const model = tf.sequential();
    model.add(
      tf.layers.dense({
        inputShape: [784],
        units: 10,
        activation: 'softmax',
        kernelInitializer: 'zeros',
      }),
    );
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    const [x, y] = [train.images.tensor2d(), train.oneHot()];
    await model.fit(x, y, { epochs: 4, batchSize: 100, verbose: 0, shuffle: false });
    const right = tf.tidy(() => {
      const guess = (model.predict(fresh.images.tensor2d()) as tf.Tensor2D).argMax(1);
      return guess.equal(fresh.labelTensor()).mean().dataSync()[0]!;
    });
    tf.dispose([x, y]);
    model.dispose();
    assert.ok(right > 0.9, `${right} are right`);
  });
}

test('factors tell what digits were drawn from', () => {
  const digits: LabelledImages = drawDigits(400, 5);
  const { thickness, aspect, style } = digits.factors!;
  // Thicker pens leave more ink, with all else varying as it does.
  const ink = Float32Array.from(digits.labels, (_, i) => {
    const values = digits.images.slice(i, i + 1).values();
    return values.reduce((sum, value) => sum + value, 0);
  });
  const linked = correlation(thickness!, ink);
  assert.ok(linked > 0.7, `a correlation of ${linked}`);
  assert.ok(aspect!.every((value) => value > 0.4 && value < 2));
  assert.ok(style!.every((value) => [0, 1, 2].includes(value)));
});

test('faces of one person share their traits and differ in their view', () => {
  const persons = Int32Array.of(0, 0, 1);
  const { images, factors } = drawFaces({ height: 37, width: 28, persons, seed: 3 });
  assert.equal(images.count, 3);
  const { skin, jaw, yaw, light } = factors as Record<string, Float32Array>;
  for (const trait of [skin!, jaw!]) {
    assert.equal(trait[0], trait[1]);
    assert.notEqual(trait[0], trait[2]);
  }
  for (const view of [yaw!, light!]) {
    assert.notEqual(view[0], view[1]);
    assert.ok(view.every((value) => value >= -1 && value <= 1));
  }
  assert.notDeepEqual(images.slice(0, 1).pixels, images.slice(1, 2).pixels);
});

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - meanA, b[i]! - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return ab / Math.sqrt(aa * bb);
}
