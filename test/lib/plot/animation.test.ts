import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JUPYTER_DISPLAY } from '../../../lib/display/mime';
import { ArgumentError } from '../../../lib/errors';
import { plotAnimation, plotSlider } from '../../../lib/plot/animation';

/** Three frames of 2 x 3, each darker on the left. */
const frames = [0, 1, 2].map((frame) => [
  [frame, frame + 1, frame + 2],
  [0, 0, 4],
]);

/** What a GIF file says of its screen, and how many frames follow with what delays. */
function readGif(gif: Uint8Array) {
  const bytes = Buffer.from(gif);
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  const delays: number[] = [];
  const colours = 3 * 2 ** ((bytes[10]! & 7) + 1);
  let at = 13 + (bytes[10]! & 0x80 ? colours : 0);
  let loops: number | undefined;
  const skipBlocks = (): void => {
    while (bytes[at] !== 0) at += bytes[at]! + 1;
    at += 1;
  };
  while (bytes[at] !== 0x3b) {
    if (bytes[at] === 0x21) {
      if (bytes[at + 1] === 0xf9) delays.push(bytes.readUInt16LE(at + 4));
      if (bytes[at + 1] === 0xff) loops = bytes.readUInt16LE(at + 16);
      at += 2;
    } else {
      assert.equal(bytes[at], 0x2c);
      const local = bytes[at + 9]!;
      at += 10 + (local & 0x80 ? 3 * 2 ** ((local & 7) + 1) : 0) + 1;
    }
    skipBlocks();
  }
  return { magic: bytes.toString('latin1', 0, 6), width, height, delays, loops };
}

test('an animation is a GIF that goes there and back for ever', () => {
  const picture = plotAnimation({ frames, title: 'Three', seconds: 0.2, zoom: 4 });
  const { magic, width, height, delays, loops } = readGif(picture.gif);
  assert.equal(magic, 'GIF89a');
  assert.deepEqual([width, height], [12, 8]);
  assert.deepEqual(delays, [20, 20, 20, 20], 'hundredths of a second, of frames 1, 2, 3, 2');
  assert.equal(loops, 0);
  assert.equal(readGif(plotAnimation({ frames, thereAndBack: false }).gif).delays.length, 3);
});

test('an animation shows itself in pages, as a file and as text, the same each time', () => {
  const bundle = plotAnimation({ frames, title: 'a < b' })[JUPYTER_DISPLAY]();
  assert.deepEqual(Object.keys(bundle).sort(), ['image/gif', 'text/html', 'text/plain']);
  const html = String(bundle['text/html']);
  assert.match(html, /<div[^>]*>a &lt; b<\/div>/);
  assert.ok(html.includes(`data:image/gif;base64,${String(bundle['image/gif'])}`));
  assert.equal(bundle['text/plain'], 'a < b: 3 frames of 2x3');
  assert.deepEqual(plotAnimation({ frames, title: 'a < b' })[JUPYTER_DISPLAY](), bundle);
});

test('a slider has a step for each frame, which puts its pixels into the picture', () => {
  const { data, layout } = plotSlider({ frames, labels: ['a', 'b', 'c'], scale: [0, 4] });
  const [{ steps }] = layout['sliders'] as [
    { steps: { label: string; method: string; args: [{ z: number[][][] }] }[] },
  ];
  assert.deepEqual(data[0]!['z'], [
    [0, 64, 128],
    [0, 0, 255],
  ]);
  assert.deepEqual(
    steps.map(({ label }) => label),
    ['a', 'b', 'c'],
  );
  assert.ok(steps.every(({ method }) => method === 'restyle'));
  assert.deepEqual(steps[0]!.args[0].z, [data[0]!['z']]);
  assert.deepEqual(steps[2]!.args[0].z[0]![0], [128, 191, 255]);
});

test('frames must be pictures, and labels one for each', () => {
  const refused = [
    () => plotAnimation({ frames: [[1, 2]] }),
    () => plotSlider({ frames: [] }),
    () => plotSlider({ frames, labels: ['a'] }),
    () => plotSlider({ frames, scale: [1, 1] }),
    () => plotAnimation({ frames, seconds: 0 }),
    () => plotAnimation({ frames, zoom: 0.5 }),
  ];
  for (const call of refused) assert.throws(call, ArgumentError);
});
