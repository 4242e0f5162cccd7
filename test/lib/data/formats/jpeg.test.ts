import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { CropResize } from '../../../../lib/data/formats/bicubic';
import { startJpegDecoder } from '../../../../lib/data/formats/jpeg';
import { pictures } from '../reference';

test('decoded, cut out and resized pictures are those of Pillow, to the pixel', async () => {
  const decoder = await startJpegDecoder();
  const cropResize = new CropResize({ left: 78, top: 70, right: 172, bottom: 195 }, 28, 37);
  for (const { jpeg, rgbSha256 } of pictures) {
    const face = cropResize.apply(decoder.decode(jpeg, 3));
    assert.equal(createHash('sha256').update(face).digest('hex'), rgbSha256);
  }
  decoder.dispose();
});

test('a picture that is cut short is refused, and the decoder goes on', async () => {
  const decoder = await startJpegDecoder();
  const { jpeg } = pictures[0]!;
  for (const length of [20, 500, Math.trunc(jpeg.length / 2)]) {
    assert.throws(() => decoder.decode(jpeg.subarray(0, length), 3), /is not a whole JPEG file/);
  }
  assert.equal(decoder.decode(jpeg, 3).width, 250);
  decoder.dispose();
});
