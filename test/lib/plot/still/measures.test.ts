import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import { PNG } from 'pngjs';
import { bBox, clientBox, textLength } from '../../../../lib/plot/still/boxes';
import { PixelContext } from '../../../../lib/plot/still/canvas';
import { textExtents, textWidth } from '../../../../lib/plot/still/fonts';
import { mapBox, multiply, parseTransform } from '../../../../lib/plot/still/matrices';
import { roundTicks } from '../../../../lib/plot/still/projection';

function element(svg: string, selector: string): Element {
  const page = `<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`;
  return new JSDOM(page, { contentType: 'image/svg+xml' }).window.document.querySelector(selector)!;
}

const close = (actual: number, expected: number, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("text is as wide as DejaVu Sans's own advances make it", () => {
  // hmtx of DejaVu Sans: M 1767, i 569 of 2048 units to the em; bold M 2038.
  close(textWidth('Mi', 2048, false), 1767 + 569);
  close(textWidth('M', 20.48, true), 20.38);
  // hhea: ascent 1901, descent 483 of 2048.
  assert.deepEqual(textExtents(13), { ascent: 12, descent: 3 });
});

test('anchors, lines and nested sizes move and scale text', () => {
  const width = textWidth('MM', 10, false);
  const boxOf = (text: string) => bBox(element(text, 'text'));
  assert.equal(boxOf('<text x="5" y="20" style="font-size:10px">MM</text>').x, 5);
  close(boxOf('<text x="5" style="font-size:10px;text-anchor:end">MM</text>').x, 5 - width);
  close(
    boxOf('<text x="5" style="font-size:10px" text-anchor="middle">MM</text>').x,
    5 - width / 2,
  );
  const lines =
    '<text style="font-size:10px"><tspan x="0" dy="0em">MM</tspan><tspan x="0" dy="1.3em">M</tspan></text>';
  const box = boxOf(lines);
  close(box.width, width);
  const { ascent, descent } = textExtents(10);
  close(box.height, ascent + descent + 13);
  const nested = '<text style="font-size:20px"><tspan style="font-size:50%">MM</tspan></text>';
  close(textLength(element(nested, 'text')), width);
});

test('transforms nest: SVG applies the innermost first', () => {
  assert.deepEqual(
    multiply(parseTransform('translate(10,20)'), parseTransform('scale(2)')),
    [2, 0, 0, 2, 10, 20],
  );
  const turned = mapBox(parseTransform('rotate(-90,10,10)'), { x: 10, y: 10, width: 4, height: 2 });
  close(turned.x, 10);
  close(turned.y, 6);
  close(turned.width, 2);
  close(turned.height, 4);
  const svg =
    '<g transform="translate(100, 50)"><rect x="1" y="2" width="3" height="4" transform="scale(2)"/></g>';
  assert.deepEqual(clientBox(element(svg, 'rect')), { x: 102, y: 54, width: 6, height: 8 });
  assert.deepEqual(bBox(element(svg, 'g')), { x: 2, y: 4, width: 6, height: 8 });
});

test('shapes and paths have their boxes; what draws nothing has an empty one', () => {
  const boxes: [string, string, number[]][] = [
    ['<circle cx="5" cy="6" r="2"/>', 'circle', [3, 4, 4, 4]],
    ['<line x1="5" y1="1" x2="2" y2="9"/>', 'line', [2, 1, 3, 8]],
    ['<path d="M1,2L5,2V8Z"/>', 'path', [1, 2, 4, 6]],
    ['<g><defs><rect width="9" height="9"/></defs></g>', 'g', [0, 0, 0, 0]],
    ['<g style="display: none"><rect width="9" height="9"/></g>', 'g', [0, 0, 0, 0]],
  ];
  for (const [svg, selector, expected] of boxes) {
    const { x, y, width, height } = bBox(element(svg, selector));
    assert.deepEqual([x, y, width, height], expected, svg);
  }
});

test('the canvas paints what a heatmap asks of it', () => {
  const context = new PixelContext();
  context.resize(3, 2);
  context.fillStyle = 'rgba(255, 0, 10, 0.5)';
  context.fillRect(1, 0, 5, 1);
  const pixels = context.createImageData(1, 1);
  pixels.data.set([1, 2, 3, 4]);
  context.putImageData(pixels, 0, 1);
  const png = PNG.sync.read(Buffer.from(context.toDataURL().split(',')[1]!, 'base64'));
  assert.deepEqual(
    [...png.data],
    [0, 0, 0, 0, 255, 0, 10, 128, 255, 0, 10, 128, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual([...context.getImageData(1, 0, 1, 1).data], [255, 0, 10, 128]);
});

test('ticks are round numbers inside the range', () => {
  assert.deepEqual(roundTicks(-1.04, 1.1), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(roundTicks(0, 9), [0, 2, 4, 6, 8]);
  assert.deepEqual(roundTicks(0.1, 0.32), [0.1, 0.15, 0.2, 0.25, 0.3]);
});
