import { TorchStream } from '../../random/torch-stream';
import { Images, LabelledImages, type Factors } from '../images';
import { Canvas, smoothCurve, type Point } from './canvas';
import { DIGIT_SKELETONS } from './digit-skeletons';

const SIDE = 28;
/** Digits fill a box of so many pixels, as in MNIST. */
const BOX = 20;
const UNIFORMS = 8;
const NORMALS = 64;

/** What a digit is drawn from, beside the digit itself. */
const FACTORS = ['style', 'slant', 'rotation', 'aspect', 'thickness', 'elasticity'] as const;

/**
 * Draws digits with a pen along skeletons: slanted, turned, stretched, with an unsteady hand and an
 * elastic sheet. `factors` tell of each: the way to write it (`style`), `slant` (horizontal shift for
 * each unit of height), `rotation` (radians), `aspect` (width by height, relative to the skeleton),
 * `thickness` (pixels) and `elasticity` (pixels that the sheet is stretched by).
 *
 * The first digits of a longer list are those of a shorter one.
 */
export function drawDigits(count: number, seed: number): LabelledImages {
  const stream = new TorchStream(seed);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = new Int32Array(count);
  const factors = Object.fromEntries(FACTORS.map((name) => [name, new Float32Array(count)])) as {
    [name in (typeof FACTORS)[number]]: Float32Array;
  };
  const canvas = new Canvas(SIDE, SIDE);
  for (let i = 0; i < count; i++) {
    const uniforms = stream.uniform(UNIFORMS);
    const normals = stream.normal(NORMALS);
    const label = Math.floor(uniforms[0]! * 10);
    const styles = DIGIT_SKELETONS[label]!;
    const style = Math.floor(uniforms[1]! * styles.length);
    const digit: Digit = {
      slant: 0.12 + 0.2 * normals[0]!,
      rotation: 0.1 * normals[1]!,
      aspect: Math.exp(0.15 * normals[2]!),
      thickness: 1.7 + 2.2 * uniforms[2]!,
      elasticity: 1.6 * uniforms[3]!,
    };
    labels[i] = label;
    factors.style[i] = style;
    for (const [name, value] of Object.entries(digit)) factors[name as keyof Digit][i] = value;
    canvas.clear();
    for (const line of penLines(styles[style]!, digit, uniforms, normals)) {
      canvas.stroke(line, digit.thickness / 2);
    }
    canvas.writeBytes(pixels, i * SIDE * SIDE);
  }
  const images = new Images({ pixels, height: SIDE, width: SIDE });
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  return new LabelledImages(images, labels, names, factors satisfies Factors);
}

type Digit = Record<Exclude<(typeof FACTORS)[number], 'style'>, number>;

/** The skeleton as lines on the sheet, in pixels. */
function penLines(
  skeleton: readonly (readonly Point[])[],
  { slant, rotation, aspect, thickness, elasticity }: Digit,
  uniforms: Float32Array,
  normals: Float32Array,
): Point[][] {
  // The first normals are the factors'.
  let next = 3;
  const jitter = () => 0.022 * normals[next++ % NORMALS]!;
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  // A corner is one place, though two lines have it.
  const moved = new Map<string, Point>();
  const move = (point: Point): Point => {
    const key = point.join();
    const known = moved.get(key);
    if (known) return known;
    const x = (point[0] - 0.5 + jitter()) * 0.72 * aspect;
    const y = point[1] - 0.5 + jitter();
    const slanted = x - slant * y;
    const place: Point = [slanted * cos - y * sin, slanted * sin + y * cos];
    moved.set(key, place);
    return place;
  };
  const lines = skeleton.map((line) => smoothCurve(line.map(move)));
  const points = lines.flat();
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const [top, bottom] = [
    Math.min(...points.map(([, y]) => y)),
    Math.max(...points.map(([, y]) => y)),
  ];
  const scale = (BOX - thickness) / Math.max(right - left, bottom - top);
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  // The sheet is stretched along a wave in each direction.
  const [phase, otherPhase, wave, otherWave] = [4, 5, 6, 7].map((i) => uniforms[i]!) as [
    number,
    number,
    number,
    number,
  ];
  return lines.map((line) =>
    line.map(([x, y]): Point => {
      const [px, py] = [(x - x0) * scale, (y - y0) * scale];
      const bentX = elasticity * Math.sin((0.12 + 0.16 * wave) * py + 2 * Math.PI * phase);
      const bentY =
        elasticity * Math.sin((0.12 + 0.16 * otherWave) * px + 2 * Math.PI * otherPhase);
      return [SIDE / 2 + px + 0.7 * bentX, SIDE / 2 + py + 0.7 * bentY];
    }),
  );
}
