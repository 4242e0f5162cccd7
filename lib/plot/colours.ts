/**
 * Text and axes: the grey whose contrast is the same, 4.3 to 1, on white and on JupyterLab's dark
 * #111. In HTML a style rule finds this exact colour and puts the page's own text colour in its place.
 */
export const INK = 'rgb(121, 121, 122)';

/** Grid lines: faint on either ground. */
export const GRID = 'rgba(128, 128, 128, 0.25)';

/** A fully transparent ground: the page shows through. */
export const CLEAR = 'rgba(0, 0, 0, 0)';

/**
 * The cycle of series: Okabe and Ito's colours moved to where each has a contrast of 3 to 1 or more
 * on white and on #111. The first four stay apart for every kind of colour vision; later ones come with
 * another dash or symbol (see {@link DASHES}, {@link SYMBOLS}).
 */
export const COLOURS: readonly string[] = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#ae78fc',
  '#c28800',
  '#3c9bd2',
  '#9a5a3c',
  '#797979',
  '#e0489a',
  '#5a8a00',
];

/** Line dashes, the second half of the cycle drawn other than the first. */
export const DASHES: readonly string[] = [
  ...Array.from({ length: 4 }, () => 'solid'),
  ...Array.from({ length: 4 }, () => 'dash'),
  ...Array.from({ length: 2 }, () => 'dot'),
];

/** Marker symbols of classes, one for each colour. */
export const SYMBOLS: readonly string[] = [
  'circle',
  'square',
  'diamond',
  'cross',
  'triangle-up',
  'x',
  'triangle-down',
  'star',
  'pentagon',
  'hexagram',
];

export type Rgb = readonly [red: number, green: number, blue: number];

function fromSrgb(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function toSrgb(light: number): number {
  const c = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, c)));
}

/** sRGB to Oklab (Björn Ottosson, 2020), where equal distances look equally far apart. */
function toOklab([red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [fromSrgb(red), fromSrgb(green), fromSrgb(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toSrgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toSrgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toSrgb(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const NEGATIVE: Rgb = [28, 84, 160];
const ZERO: Rgb = [246, 246, 246];
const POSITIVE: Rgb = [176, 44, 24];

/** Blue, near-white, red for t = -1, 0, 1: even steps of lightness, zero in the middle. */
export function divergingColour(t: number): Rgb {
  const amount = Math.min(1, Math.abs(t));
  const zero = toOklab(ZERO);
  const end = toOklab(t < 0 ? NEGATIVE : POSITIVE);
  return fromOklab([
    zero[0] + amount * (end[0] - zero[0]),
    zero[1] + amount * (end[1] - zero[1]),
    zero[2] + amount * (end[2] - zero[2]),
  ]);
}

/** {@link divergingColour} as plotly takes a colour scale. */
export const DIVERGING_SCALE: readonly (readonly [number, string])[] = Array.from(
  { length: 17 },
  (_, i) => [i / 16, `rgb(${divergingColour(i / 8 - 1).join(', ')})`] as const,
);

/** Ten stops of Matplotlib's perceptually uniform viridis. */
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
];

/** Viridis for t from 0 to 1, straight between its stops, as plotly draws it. */
export function sequentialColour(t: number): Rgb {
  const place = Math.min(1, Math.max(0, t)) * (VIRIDIS.length - 1);
  const [from, to] = [VIRIDIS[Math.floor(place)]!, VIRIDIS[Math.ceil(place)]!];
  const share = place - Math.floor(place);
  const mix = (i: 0 | 1 | 2): number => Math.round(from[i] + share * (to[i] - from[i]));
  return [mix(0), mix(1), mix(2)];
}

/** {@link sequentialColour} as plotly takes a colour scale. */
export const SEQUENTIAL_SCALE: readonly (readonly [number, string])[] = VIRIDIS.map(
  (colour, i) => [i / (VIRIDIS.length - 1), `rgb(${colour.join(', ')})`] as const,
);

/** Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white). */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * fromSrgb(red) + 0.7152 * fromSrgb(green) + 0.0722 * fromSrgb(blue);
}

/** Black or white, whichever stands out more on a colour. */
export function textOn(ground: Rgb): string {
  const light = luminance(ground);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
