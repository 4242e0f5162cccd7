import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { decodeJpeg, encodeJpeg } from '../../../lib/compression/jpeg';
import { ArgumentError } from '../../../lib/errors';
import { Generator } from '../../../lib/random/generator';

/** Waves, which no quantization table leaves as they are. */
function waves(height: number, width: number): tf.Tensor2D {
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => 0.5 + 0.4 * Math.sin(x / 3) * Math.cos(y / 5)),
  );
  return tf.tensor2d(rows);
}

async function rootMeanSquare(image: tf.Tensor2D, quality: number): Promise<number> {
  const decoded = await decodeJpeg(await encodeJpeg(image, { quality }));
  assert.deepEqual(decoded.shape, image.shape);
  return tf.tidy(() => decoded.sub(image).square().mean().sqrt().dataSync()[0] as number);
}

describe('grey JPEG files', () => {
  let image: tf.Tensor2D;
  before(async () => {
    await tf.ready();
    image = waves(40, 72);
  });

  it('begin and end with the markers of the standard, and have one component', async () => {
    const file = await encodeJpeg(image);
    assert.deepEqual([...file.subarray(0, 2), ...file.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
    // Start of a progressive frame: length (2), precision (1), height, width (2 each), components.
    const frame = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc2);
    assert.deepEqual([...file.subarray(frame + 4, frame + 10)], [8, 0, 40, 0, 72, 1]);
  });

  it('keep the image, the better the higher the quality', async () => {
    const [poor, fair, good] = [
      await rootMeanSquare(image, 5),
      await rootMeanSquare(image, 50),
      await rootMeanSquare(image, 100),
    ];
    assert.ok(poor > fair && fair > good, `${poor}, ${fair}, ${good}`);
    assert.ok(good < 0.004, `${good} is more than rounding to bytes`);
  });

  it('are shorter where the quality is lower', async () => {
    const sizes = [];
    for (const quality of [5, 50, 95]) sizes.push((await encodeJpeg(image, { quality })).length);
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => a - b),
    );
    assert.ok(sizes[0] !== sizes[2]);
  });

  it('keep a flat image exactly, and clip what is not between black and white', async () => {
    for (const [value, expected] of [
      [0.2, 51],
      [-3, 0],
      [7, 255],
    ] as const) {
      const decoded = await decodeJpeg(
        await encodeJpeg(tf.fill([16, 16], value), { quality: 100 }),
      );
      assert.deepEqual([...new Set(decoded.mul(255).round().dataSync())], [expected]);
    }
  });

  it('leave no tensor behind but the decoded image', async () => {
    const count = tf.memory().numTensors;
    const decoded = await decodeJpeg(await encodeJpeg(image));
    assert.equal(tf.memory().numTensors, count + 1);
    decoded.dispose();
  });

  it('are refused for other shapes and qualities', async () => {
    await assert.rejects(encodeJpeg(tf.zeros([2, 8, 8])), ArgumentError);
    await assert.rejects(encodeJpeg(image, { quality: 0 }), ArgumentError);
    await assert.rejects(encodeJpeg(image, { quality: 50.5 }), ArgumentError);
  });

  it('may be longer than the pixels', async () => {
    const noise = new Generator(1).rand([32, 32]);
    const file = await encodeJpeg(noise, { quality: 100 });
    assert.ok(file.length > 32 * 32);
    assert.deepEqual((await decodeJpeg(file)).shape, [32, 32]);
  });

  it('are told from other bytes', async () => {
    await assert.rejects(decodeJpeg(Uint8Array.from([1, 2, 3, 4])), ArgumentError);
  });
});
