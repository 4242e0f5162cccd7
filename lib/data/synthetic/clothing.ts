import { TorchStream } from '../../random/torch-stream';
import { Images, LabelledImages } from '../images';
import { Canvas, type Point } from './canvas';
import { GARMENTS, type Tailor } from './garments';

const SIDE = 28;
/** The first numbers are the factors', the rest the tailor's. */
const UNIFORMS = 32;

/** The kinds that may have stripes: those that are woven or knitted. */
const STRIPED = [0, 1, 2, 3, 4, 6];

/** What a piece of clothing is drawn from, beside its kind and its cut. */
const FACTORS = ['tone', 'width', 'length', 'rotation', 'pattern', 'contrast'] as const;
type Cloth = Record<(typeof FACTORS)[number], number>;

/**
 * Draws silhouettes of clothing. `factors` tell of each: `tone` (0 black to 1 white), `width` and
 * `length` (relative to the pattern's), `rotation` (radians), `pattern` (0 plain, 1 stripes across,
 * 2 stripes down) and the pattern's `contrast` (0 to 1).
 *
 * The first pieces of a longer list are those of a shorter one.
 */
export function drawClothing(
  count: number,
  seed: number,
  classNames: readonly string[],
): LabelledImages {
  const stream = new TorchStream(seed);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = new Int32Array(count);
  const factors = Object.fromEntries(
    FACTORS.map((name) => [name, new Float32Array(count)]),
  ) as Record<keyof Cloth, Float32Array>;
  const canvas = new Canvas(SIDE, SIDE);
  const grain = stream.uniform(2 * SIDE * SIDE);
  for (let i = 0; i < count; i++) {
    const [kind, tone, width, length, rotation, pattern, contrast, shift, ...rest] = stream.uniform(
      UNIFORMS,
    ) as Iterable<number> as [...Fixed<8>, ...number[]];
    const label = Math.floor(kind * GARMENTS.length);
    const isPlain = pattern < 0.6 || !STRIPED.includes(label);
    const cloth: Cloth = {
      tone: 0.4 + 0.55 * tone,
      width: 0.88 + 0.2 * width,
      length: 0.88 + 0.18 * length,
      rotation: 0.1 * (rotation - 0.5),
      pattern: isPlain ? 0 : pattern < 0.85 ? 1 : 2,
      contrast: isPlain ? 0 : 0.2 + 0.5 * contrast,
    };
    labels[i] = label;
    for (const name of FACTORS) factors[name][i] = cloth[name];
    canvas.clear();
    GARMENTS[label]!(tailorOf(canvas, cloth, rest));
    weave(canvas, cloth, grain, Math.floor(shift * SIDE * SIDE));
    canvas.writeBytes(pixels, i * SIDE * SIDE);
  }
  const images = new Images({ pixels, height: SIDE, width: SIDE });
  return new LabelledImages(images, labels, classNames, factors);
}

type Fixed<N extends number, List extends number[] = []> = List['length'] extends N
  ? List
  : Fixed<N, [...List, number]>;

function tailorOf(
  canvas: Canvas,
  { tone, width, length, rotation }: Cloth,
  choices: readonly number[],
): Tailor {
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  const place = ([x, y]: Point): Point => {
    const [across, down] = [12.5 * width * x, 25 * length * (y - 0.5)];
    return [SIDE / 2 + across * cos - down * sin, SIDE / 2 + across * sin + down * cos];
  };
  let next = 0;
  return {
    fill: (outline, relative = 1) => canvas.fill(outline.map(place), tone * relative),
    line: (points, thickness, relative = 1) =>
      canvas.stroke(points.map(place), thickness / 2, tone * relative),
    vary: (low, high) => low + (high - low) * choices[next++ % choices.length]!,
  };
}

/** Gives the cloth its stripes, a fall of light from the left, and a little grain. */
function weave(
  { values, width }: Canvas,
  { pattern, contrast }: Cloth,
  grain: Float32Array,
  shift: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    const stripe = pattern === 0 ? 0 : Math.sin((pattern === 1 ? y : x) * 1.6);
    const light = 1.04 - (0.14 * x) / width;
    values[i] =
      value * light * (1 - 0.5 * contrast * (1 + stripe)) * (0.94 + 0.12 * grain[i + shift]!);
  }
}
