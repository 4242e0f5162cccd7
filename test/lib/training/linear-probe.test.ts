import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { Images, LabelledImages } from '../../../lib/data/images';
import { ArgumentError } from '../../../lib/errors';
import { Generator } from '../../../lib/random/generator';
import { linearProbe, probeEncoder } from '../../../lib/training/linear-probe';

/** Points of two classes, on either side of a line or in two opposite quarters each. */
function points(seed: number, isStraight: boolean, offset = 0, scale = 1) {
  const xy = new Generator(seed).randn<tf.Rank.R2>([400, 2]);
  const [x, y] = xy.split(2, 1) as [tf.Tensor, tf.Tensor];
  const side = (isStraight ? x.add(y) : x.mul(y)).greater(0).cast('int32').flatten();
  const labels = tf.oneHot(side, 2).cast<tf.Tensor2D>('float32');
  return { codes: xy.mul(scale).add(offset), labels };
}

describe('a linear probe', () => {
  before(() => tf.ready());

  it('finds classes that a straight line parts', async () => {
    const accuracy = await linearProbe({ training: points(1, true), test: points(2, true) });
    assert.ok(accuracy > 0.97, String(accuracy));
  });

  it('does not find others', async () => {
    const accuracy = await linearProbe({ training: points(1, false), test: points(2, false) });
    assert.ok(accuracy < 0.65, String(accuracy));
  });

  it('does not mind the scale of the codes, and takes maps as lists', async () => {
    const [training, test] = [3, 4].map((seed) => points(seed, true, 500, 100));
    const asMaps = ({ codes, labels }: ReturnType<typeof points>) => ({
      codes: codes.reshape([400, 1, 2, 1]),
      labels,
    });
    const accuracy = await linearProbe({ training: asMaps(training!), test: asMaps(test!) });
    assert.ok(accuracy > 0.97, String(accuracy));
  });

  it('refuses labels for other patterns', async () => {
    const { codes, labels } = points(1, true);
    const training = { codes: codes.slice(0, 10), labels };
    await assert.rejects(linearProbe({ training, test: { codes, labels } }), ArgumentError);
  });

  it('leaves no tensor behind', async () => {
    const [training, test] = [points(1, true), points(2, true)];
    await linearProbe({ training, test, steps: 2 });
    const before = tf.memory().numTensors;
    await linearProbe({ training, test, steps: 2 });
    assert.equal(tf.memory().numTensors, before);
  });
});

/** Images of 1 x 2 pixels in [0, 1], of the class whose pixel is the lighter one. */
function lighter(seed: number): LabelledImages {
  const pixels = new Generator(seed).rand([200, 2]).dataSync() as Float32Array;
  const labels = Int32Array.from({ length: 200 }, (_, i) =>
    Number(pixels[2 * i]! < pixels[2 * i + 1]!),
  );
  return new LabelledImages(new Images({ pixels, height: 1, width: 2 }), labels, ['left', 'right']);
}

describe('a probe of an encoder', () => {
  let training: LabelledImages;
  let test: LabelledImages;
  before(async () => {
    await tf.ready();
    [training, test] = [lighter(1), lighter(2)];
  });

  it('is a linear probe of its codes', async () => {
    const doubled = (x: tf.Tensor) => x.mul(2);
    const codes = (images: LabelledImages) => ({
      codes: doubled(images.images.tensor2d()),
      labels: images.oneHot(),
    });
    const accuracy = await probeEncoder(doubled, { training, test, steps: 20 });
    const expected = await linearProbe({ training: codes(training), test: codes(test), steps: 20 });
    assert.equal(accuracy, expected);
    assert.ok(accuracy > 0.9, String(accuracy));
  });

  it('learns nothing from codes that are all the same', async () => {
    const constant = (x: tf.Tensor) => tf.zerosLike(x);
    const accuracy = await probeEncoder(constant, { training, test, steps: 20 });
    assert.ok(accuracy < 0.65, String(accuracy));
  });

  it('leaves no tensor behind, not the input of an encoder that gives it back either', async () => {
    const same = (x: tf.Tensor) => x;
    await probeEncoder(same, { training, test, steps: 2 });
    const before = tf.memory().numTensors;
    await probeEncoder(same, { training, test, steps: 2 });
    assert.equal(tf.memory().numTensors, before);
  });
});
