import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COLOURS,
  DASHES,
  INK,
  SYMBOLS,
  divergingColour,
  luminance,
  sequentialColour,
  textOn,
  type Rgb,
} from '../../../lib/plot/colours';

const WHITE: Rgb = [255, 255, 255];
const DARK: Rgb = [17, 17, 17];

const fromHex = (hex: string): Rgb => [
  parseInt(hex.slice(1, 3), 16),
  parseInt(hex.slice(3, 5), 16),
  parseInt(hex.slice(5, 7), 16),
];

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (light! + 0.05) / (dark! + 0.05);
}

// Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
const VISION: Readonly<Record<string, readonly (readonly number[])[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** Distance in Oklab of two colours as one kind of vision sees them. */
function distance(a: Rgb, b: Rgb, vision: readonly (readonly number[])[]): number {
  const oklab = (colour: Rgb): number[] => {
    const linear = colour.map((c) =>
      c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    const [r = 0, g = 0, bl = 0] = vision.map((row) =>
      Math.min(
        1,
        Math.max(
          0,
          row.reduce((sum, weight, i) => sum + weight * linear[i]!, 0),
        ),
      ),
    );
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const [p, q] = [oklab(a), oklab(b)];
  return Math.hypot(...p.map((value, i) => value - q[i]!));
}

test('every colour of the cycle stands out on white and on a dark page', () => {
  for (const hex of COLOURS) {
    assert.ok(contrast(fromHex(hex), WHITE) >= 3, `${hex} on white`);
    assert.ok(contrast(fromHex(hex), DARK) >= 3, `${hex} on dark`);
  }
});

test('the first four colours stay apart for the colour-blind', () => {
  for (const [name, vision] of Object.entries(VISION)) {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < i; j++) {
        const apart = distance(fromHex(COLOURS[i]!), fromHex(COLOURS[j]!), vision);
        assert.ok(apart > 0.1, `${COLOURS[i]} and ${COLOURS[j]}: ${apart} for ${name}`);
      }
    }
  }
});

test('colours, dashes and symbols come in one number, and no two series look alike', () => {
  assert.equal(new Set(COLOURS).size, COLOURS.length);
  assert.equal(DASHES.length, COLOURS.length);
  assert.equal(new Set(SYMBOLS).size, COLOURS.length);
});

test('text reads equally well on white and on a dark page', () => {
  const ink = INK.match(/\d+/g)!.map(Number) as unknown as Rgb;
  const [light, dark] = [contrast(ink, WHITE), contrast(ink, DARK)];
  assert.ok(Math.min(light, dark) >= 4.3, `${light} and ${dark}`);
  assert.ok(Math.abs(light - dark) < 0.1, `${light} and ${dark}`);
});

test('the diverging map is blue below zero, near-white at zero, red above, and stops at its ends', () => {
  assert.deepEqual(divergingColour(0), [246, 246, 246]);
  assert.deepEqual(divergingColour(-1), [28, 84, 160]);
  assert.deepEqual(divergingColour(1), [176, 44, 24]);
  assert.deepEqual(divergingColour(5), divergingColour(1));
});

test('the sequential map grows lighter all the way', () => {
  const lights = Array.from({ length: 41 }, (_, i) => luminance(sequentialColour(i / 40)));
  for (let i = 1; i < lights.length; i++) assert.ok(lights[i]! > lights[i - 1]!);
});

test('text on a colour has a contrast of 4.5 or more', () => {
  for (let t = 0; t <= 1; t += 0.05) {
    for (const ground of [sequentialColour(t), divergingColour(2 * t - 1)]) {
      assert.ok(contrast(ground, fromHex(textOn(ground))) >= 4.5, String(ground));
    }
  }
});
