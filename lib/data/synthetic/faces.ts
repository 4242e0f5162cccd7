import { TorchStream } from '../../random/torch-stream';
import { Images, type Factors } from '../images';
import { Canvas, smoothCurve, type Point } from './canvas';

/** What stays the same in all pictures of a person. */
const TRAITS = [
  'skin',
  'hair',
  'hairline',
  'faceWidth',
  'jaw',
  'eyeDistance',
  'eyeSize',
  'browThickness',
  'noseLength',
  'noseWidth',
  'mouthWidth',
  'beard',
  'glasses',
] as const;

/** What differs from picture to picture. */
const VIEW = ['yaw', 'pitch', 'roll', 'smile', 'openness', 'light', 'background'] as const;

type Traits = Record<(typeof TRAITS)[number], number>;
type View = Record<(typeof VIEW)[number], number>;

/** The faces to draw: the picture's size, and whose face each one is. */
export interface FaceOrder {
  height: number;
  width: number;
  /** [count]: persons by number. */
  persons: Int32Array;
  seed: number;
}

/**
 * Draws faces: a person's own traits, seen in another pose and light in each picture. `factors` has
 * all of them: tones and parts run from 0 to 1, `yaw`, `pitch` and `light` from -1 to 1 (left or up
 * to right or down), `roll` is in radians; `glasses` and `beard` are there above 0.75.
 */
export function drawFaces({ height, width, persons, seed }: FaceOrder): {
  images: Images;
  factors: Factors;
} {
  const stream = new TorchStream(seed);
  const size = height * width;
  const pixels = new Uint8Array(persons.length * size);
  const names = [...TRAITS, ...VIEW];
  const factors = Object.fromEntries(
    names.map((name) => [name, new Float32Array(persons.length)]),
  ) as Record<keyof Traits | keyof View, Float32Array>;
  const canvas = new Canvas(width, height);
  const known = new Map<number, Traits>();
  const grain = stream.uniform(2 * size);
  for (let i = 0; i < persons.length; i++) {
    const person = persons[i]!;
    const traits = known.get(person) ?? traitsOf(person, seed);
    known.set(person, traits);
    const drawn = stream.uniform(VIEW.length + 1);
    const view = named(VIEW, drawn);
    for (const name of ['yaw', 'pitch', 'light'] as const) view[name] = 2 * view[name] - 1;
    view.roll = 0.24 * (view.roll - 0.5);
    for (const name of TRAITS) factors[name][i] = traits[name];
    for (const name of VIEW) factors[name][i] = view[name];
    drawFace(canvas, traits, view);
    illuminate(canvas, view, grain, Math.floor(drawn[VIEW.length]! * size));
    canvas.writeBytes(pixels, i * size);
  }
  return { images: new Images({ pixels, height, width }), factors };
}

function traitsOf(person: number, seed: number): Traits {
  return named(TRAITS, new TorchStream(1e6 * seed + person).uniform(TRAITS.length));
}

function named<Name extends string>(
  names: readonly Name[],
  values: ArrayLike<number>,
): Record<Name, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<Name, number>;
}

const DARK = 0.08;

/** Places run from -1 to 1 across the picture's width and from -1.2 to 1.2 down its height. */
function drawFace(canvas: Canvas, traits: Traits, view: View): void {
  const { width, height } = canvas;
  const [sx, sy] = [width / 2, height / 2.4];
  const [cos, sin] = [Math.cos(view.roll), Math.sin(view.roll)];
  const at = (x: number, y: number): Point => [
    sx + (x * cos - y * sin) * sx,
    height / 2 + (x * sin + y * cos) * sy,
  ];
  // Parts in front of the head's axis move with the pose; those at its rim hardly do.
  const front = (x: number, y: number, depth = 1): Point =>
    at(x * (1 - 0.1 * Math.abs(view.yaw)) + 0.22 * view.yaw * depth, y + 0.14 * view.pitch * depth);
  const shape = (points: readonly Point[], tone: number) =>
    canvas.fill(smoothCurve(points, 4, true), tone);
  const line = (points: readonly Point[], thickness: number, tone: number) =>
    canvas.stroke(smoothCurve(points, 4), (thickness * sx) / 2, tone);

  const skin = 0.5 + 0.4 * traits.skin;
  const hair = DARK + 0.45 * traits.hair * traits.hair;
  const half = 0.62 + 0.14 * traits.faceWidth;
  const jaw = half * (0.62 + 0.24 * traits.jaw);
  canvas.clear(0.12 + 0.6 * view.background);

  const crown = -0.98 - 0.1 * traits.hair;
  shape([at(0, crown - 0.12), at(half + 0.12, -0.6), at(half + 0.08, 0.15), at(-half - 0.08, 0.15), at(-half - 0.12, -0.6)], hair); // prettier-ignore
  shape([at(0.34, 0.7), at(0.44, 1.3), at(-0.44, 1.3), at(-0.34, 0.7)], skin * 0.72);
  const brow = -0.78 + 0.3 * (traits.hairline - 0.4);
  shape([front(0, brow, 0.3), at(half * 0.8, -0.56), at(half, -0.1), at(half * 0.95, 0.35), at(jaw, 0.72), front(0.18, 0.98, 0.4), front(-0.18, 0.98, 0.4), at(-jaw, 0.72), at(-half * 0.95, 0.35), at(-half, -0.1), at(-half * 0.8, -0.56)], skin); // prettier-ignore
  if (traits.beard > 0.75) {
    shape([front(-jaw * 0.9, 0.45, 0.5), front(-0.3, 0.4, 0.8), front(0, 0.36), front(0.3, 0.4, 0.8), front(jaw * 0.9, 0.45, 0.5), front(jaw * 0.8, 0.8, 0.5), front(0, 1, 0.5), front(-jaw * 0.8, 0.8, 0.5)], (hair + skin) / 2.6); // prettier-ignore
  }

  const [eye, eyeY] = [0.26 + 0.08 * traits.eyeDistance, -0.16];
  const eyeSize = 0.09 + 0.05 * traits.eyeSize;
  for (const side of [-1, 1]) {
    const x = side * eye;
    shape([front(x - 0.18, eyeY - 0.02), front(x, eyeY - 0.14), front(x + 0.18, eyeY - 0.02), front(x, eyeY + 0.1)], skin * 0.78); // prettier-ignore
    const white = [front(x - 1.4 * eyeSize, eyeY), front(x, eyeY - eyeSize * 0.7), front(x + 1.4 * eyeSize, eyeY), front(x, eyeY + eyeSize * 0.6)]; // prettier-ignore
    shape(white, Math.min(1, skin + 0.25));
    canvas.ellipse(front(x + 0.03 * view.yaw, eyeY, 1.05), eyeSize * 0.6 * sx, eyeSize * 0.72 * sy, DARK); // prettier-ignore
    line([front(x - side * 0.15, eyeY - 0.2), front(x, eyeY - 0.26), front(x + side * 0.17, eyeY - 0.2)], 0.04 + 0.07 * traits.browThickness, hair); // prettier-ignore
  }
  const noseEnd = 0.16 + 0.14 * traits.noseLength;
  const nostril = 0.09 + 0.06 * traits.noseWidth;
  shape([front(0.02, eyeY, 1.1), front(nostril, noseEnd - 0.06, 1.25), front(0, noseEnd, 1.35), front(-nostril, noseEnd - 0.06, 1.25)], Math.min(1, skin * 1.1)); // prettier-ignore
  line([front(-nostril, noseEnd - 0.02, 1.2), front(0, noseEnd + 0.04, 1.3), front(nostril, noseEnd - 0.02, 1.2)], 0.06, skin * 0.5); // prettier-ignore

  const mouth = 0.2 + 0.1 * traits.mouthWidth + 0.05 * view.smile;
  const [mouthY, corner] = [0.5, 0.1 * (view.smile - 0.35)];
  const gap = 0.03 + 0.12 * view.openness * view.openness;
  const lips = [front(-mouth, mouthY - corner), front(0, mouthY - gap), front(mouth, mouthY - corner), front(0, mouthY + gap + 0.05)]; // prettier-ignore
  shape(lips, skin * 0.55);
  line([front(-mouth, mouthY - corner), front(0, mouthY + 0.02), front(mouth, mouthY - corner)], 0.05, view.openness > 0.7 ? 0.95 : skin * 0.3); // prettier-ignore

  if (traits.glasses > 0.75) {
    for (const side of [-1, 1]) {
      const ring = Array.from({ length: 13 }, (_, i) => {
        const turn = (i / 6) * Math.PI;
        return front(side * eye + 0.2 * Math.cos(turn), eyeY + 0.02 + 0.17 * Math.sin(turn), 1.1);
      });
      canvas.stroke(ring, 0.03 * sx, DARK);
      canvas.stroke([front(side * (eye + 0.2), eyeY), at(side * half, eyeY - 0.03)], 0.03 * sx, DARK); // prettier-ignore
    }
    canvas.stroke([front(-eye + 0.2, eyeY, 1.1), front(eye - 0.2, eyeY, 1.1)], 0.03 * sx, DARK);
  }
}

/** Light from one side, and the grain of a photograph. */
function illuminate(
  { values, width, height }: Canvas,
  { light }: View,
  grain: Float32Array,
  shift: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const x = (2 * (i % width)) / width - 1;
    const y = (2 * Math.floor(i / width)) / height - 1;
    const shade = 1 + 0.35 * light * x - 0.12 * y - 0.16 * x * x;
    values[i] = values[i]! * shade + 0.06 * (grain[i + shift]! - 0.5);
  }
}
