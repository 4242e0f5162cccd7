import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '../../../../lib/backend/tf';
import { startJpegCoder, type JpegCoder } from '../../../../lib/data/formats/jpeg-coder';
import { ArgumentError, LatentlabError } from '../../../../lib/errors';

let coder: JpegCoder;
before(async () => {
  await tf.ready();
  coder = await startJpegCoder();
});

/** [24, 40]: dark on the left, light on the right. */
const ramp = () =>
  tf.tidy(() => tf.tile(tf.linspace(0, 1, 40).expandDims<tf.Tensor2D>(0), [24, 1]));

test('a picture comes back nearly as it was, and the nearer the better the quality', () => {
  const picture = ramp();
  const errors = [5, 50, 95].map((quality) => {
    const file = coder.encode(picture, quality);
    assert.deepEqual([...file.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    const back = coder.decode(file);
    assert.deepEqual(back.shape, [24, 40]);
    return tf.tidy(() => back.sub(picture).abs().max().dataSync()[0]!);
  });
  assert.ok(errors[2]! < 0.02, `${errors[2]}`);
  assert.ok(errors[0]! > errors[1]! && errors[1]! > errors[2]!, errors.join(' '));
});

test('a worse quality and a plainer picture make smaller files, always the same', () => {
  const picture = ramp();
  const size = (quality: number) => coder.encode(picture, quality).length;
  assert.ok(size(10) < size(90));
  assert.ok(coder.encode(tf.zeros([24, 40]), 90).length < size(90));
  assert.deepEqual(coder.encode(picture, 60), coder.encode(picture, 60));
});

test('values beyond 0 and 1 are clipped', () => {
  const file = coder.encode(tf.fill([32, 32], 7), 90);
  assert.deepEqual(file, coder.encode(tf.ones([32, 32]), 90));
});

test('it leaves no tensor behind but the picture', () => {
  const picture = ramp();
  const { numTensors } = tf.memory();
  const back = coder.decode(coder.encode(picture, 50));
  assert.equal(tf.memory().numTensors, numTensors + 1);
  back.dispose();
});

test('only grey pictures and qualities from 1 to 100 are taken', () => {
  assert.throws(() => coder.encode(tf.zeros([4, 4, 3]), 50), ArgumentError);
  for (const quality of [0, 101, 50.5, NaN]) {
    assert.throws(() => coder.encode(tf.zeros([32, 32]), quality), ArgumentError);
  }
});

test('a file that would be larger than its pixels is refused, and the coder with it', async () => {
  const other = await startJpegCoder();
  assert.throws(() => other.encode(tf.zeros([16, 16]), 50), ArgumentError);
  assert.throws(() => other.encode(ramp(), 50), LatentlabError);
  assert.ok(coder.encode(ramp(), 50).length > 0);
});
