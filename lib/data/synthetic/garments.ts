import { smoothCurve, type Point } from './canvas';

/** What a piece of clothing is painted with; places from -1 to 1 across, 0 to 1 down. */
export interface Tailor {
  /** Fills a closed outline; tones are relative to the garment's own. */
  fill(outline: readonly Point[], tone?: number): void;
  /** Draws a line, its thickness in pixels. */
  line(points: readonly Point[], thickness: number, tone?: number): void;
  /** A number in [low, high], drawn anew for each garment. */
  vary(low: number, high: number): number;
}

/** The outline that has this right half, from the top to the bottom. */
function symmetric(right: readonly Point[]): Point[] {
  return [...right, ...[...right].reverse().map(([x, y]): Point => [-x, y])];
}

function mirrored(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [-x, y]);
}

/** Both sleeves, from the shoulder to `length` down and `reach` out. */
function sleeves(
  tailor: Tailor,
  shoulder: number,
  reach: number,
  end: number,
  width: number,
): void {
  const sleeve: Point[] = [
    [shoulder - 0.22, 0.06],
    [shoulder + 0.02, 0.09],
    [reach, end - 0.03],
    [reach - width, end],
    [shoulder - 0.1, 0.36],
  ];
  tailor.fill(sleeve, 0.93);
  tailor.fill(mirrored(sleeve), 0.93);
}

function torso(tailor: Tailor, shoulder: number, waist: number, hem: number, bottom: number): void {
  const right: Point[] = [
    [0.24, 0.02],
    [shoulder, 0.08],
    [shoulder - 0.03, 0.3],
    [waist, 0.55],
    [hem, bottom],
  ];
  tailor.fill(symmetric(right));
}

/** The opening for the neck. */
function neck(tailor: Tailor, depth: number, tone = 0): void {
  const right: Point[] = [
    [0.24, 0],
    [0.18, depth * 0.6],
    [0, depth],
  ];
  tailor.fill(symmetric(right), tone);
}

function tShirt(tailor: Tailor): void {
  const [shoulder, hem] = [tailor.vary(0.54, 0.66), tailor.vary(0.46, 0.6)];
  sleeves(tailor, shoulder, tailor.vary(0.86, 1), tailor.vary(0.32, 0.42), 0.24);
  torso(tailor, shoulder, hem - 0.03, hem, tailor.vary(0.9, 1));
  neck(tailor, tailor.vary(0.08, 0.16));
}

function trouser(tailor: Tailor): void {
  const [hip, leg] = [tailor.vary(0.3, 0.42), tailor.vary(0.16, 0.24)];
  const [gap, crotch] = [tailor.vary(0.03, 0.12), tailor.vary(0.26, 0.36)];
  const right: Point[] = [
    [0, 0],
    [hip * 0.85, 0],
    [hip, 0.2],
    [gap + leg + 0.04, 1],
    [gap, 1],
    [0.01, crotch],
  ];
  tailor.fill(right);
  tailor.fill(mirrored(right), 0.94);
  tailor.line(symmetric([[hip * 0.85, 0.05]]), 0.8, 0.6);
}

function pullover(tailor: Tailor): void {
  const [shoulder, hem] = [tailor.vary(0.54, 0.64), tailor.vary(0.5, 0.6)];
  const bottom = tailor.vary(0.86, 0.96);
  sleeves(tailor, shoulder, tailor.vary(0.9, 1), tailor.vary(0.8, 0.92), 0.22);
  torso(tailor, shoulder, hem, hem, bottom);
  for (const side of [-1, 1]) {
    tailor.line([[side * (shoulder - 0.06), 0.36], [side * hem, bottom - 0.05]], 0.9, 0.35); // prettier-ignore
  }
  tailor.line(symmetric([[hem, bottom - 0.06]]), 0.8, 0.7);
  neck(tailor, tailor.vary(0.06, 0.1), 0.5);
}

function dress(tailor: Tailor): void {
  const [shoulder, waist] = [tailor.vary(0.26, 0.36), tailor.vary(0.18, 0.28)];
  const hem = tailor.vary(0.3, 0.56);
  const right: Point[] = [
    [0.16, 0],
    [shoulder, 0.04],
    [waist + 0.04, 0.24],
    [waist, 0.4],
    [(waist + hem) / 2 + 0.04, 0.62],
    [hem, 1],
  ];
  tailor.fill(symmetric(right));
  const reach = tailor.vary(-0.1, 0.3);
  if (reach > 0) {
    const sleeve: Point[] = [[shoulder - 0.1, 0.03], [shoulder + 0.02, 0.06], [shoulder + 0.12, 0.12 + reach], [shoulder, 0.14 + reach], [waist, 0.24]]; // prettier-ignore
    tailor.fill(sleeve, 0.9);
    tailor.fill(mirrored(sleeve), 0.9);
  }
  tailor.line(symmetric([[waist, 0.4]]), 0.8, 0.6);
  neck(tailor, tailor.vary(0.08, 0.18));
}

function coat(tailor: Tailor): void {
  const [shoulder, hem] = [tailor.vary(0.52, 0.62), tailor.vary(0.54, 0.68)];
  sleeves(tailor, shoulder, tailor.vary(0.88, 1), tailor.vary(0.8, 0.94), 0.25);
  torso(tailor, shoulder, hem - 0.1, hem, 1);
  for (const side of [-1, 1]) {
    tailor.line([[side * (shoulder - 0.06), 0.36], [side * (hem - 0.04), 0.96]], 0.8, 0.4); // prettier-ignore
    tailor.line([[side * 0.18, 0.02], [0, tailor.vary(0.3, 0.4)]], 1.3, 0.4); // prettier-ignore
    const pocket = tailor.vary(0.62, 0.7);
    tailor.line([[side * 0.2, pocket], [side * 0.42, pocket - 0.02]], 1, 0.35); // prettier-ignore
  }
  tailor.line([[0, 0.2], [0, 1]], 1.2, 0.12); // prettier-ignore
}

function shirt(tailor: Tailor): void {
  const [shoulder, hem] = [tailor.vary(0.5, 0.6), tailor.vary(0.44, 0.54)];
  const isLong = tailor.vary(0, 1) < 0.6;
  if (isLong) sleeves(tailor, shoulder, tailor.vary(0.8, 0.94), tailor.vary(0.72, 0.86), 0.18);
  else sleeves(tailor, shoulder, tailor.vary(0.8, 0.92), tailor.vary(0.36, 0.46), 0.2);
  torso(tailor, shoulder, hem - 0.03, hem, tailor.vary(0.92, 1));
  neck(tailor, 0.12);
  for (const side of [-1, 1]) {
    tailor.fill([[0, 0.16], [side * 0.1, 0], [side * 0.3, 0.03], [side * 0.16, 0.2]], 1.25); // prettier-ignore
  }
  tailor.line([[0, 0.16], [0, 0.94]], 0.7, 0.75); // prettier-ignore
  for (let y = 0.26; y < 0.9; y += 0.13) tailor.line([[0, y], [0.001, y]], 1.4, 0.2); // prettier-ignore
}

function sandal(tailor: Tailor): void {
  const heel = tailor.vary(0.02, 0.3);
  const sole: Point[] = smoothCurve(
    [
      [-1, 0.72],
      [-0.4, 0.73],
      [0.3, 0.68 - heel * 0.5],
      [0.95, 0.66 - heel],
    ],
    4,
  );
  tailor.line(sole, 2.4);
  tailor.fill([[0.6, 0.66 - heel], [0.97, 0.66 - heel], [0.92, 0.78], [0.74, 0.78]], 0.9); // prettier-ignore
  const straps = 2 + Math.floor(tailor.vary(0, 2.99));
  for (let i = 0; i < straps; i++) {
    const x = -0.75 + (i * 1) / straps;
    const base = 0.7 - (x > 0 ? heel * 0.4 : 0);
    const top = base - tailor.vary(0.14, 0.22) - 0.05 * i;
    tailor.line(smoothCurve([[x, base], [x + 0.16, top], [x + 0.36, base - 0.04]], 4), 1.5, 0.95); // prettier-ignore
  }
  const ankle = 0.36 - heel * 0.6;
  tailor.line(smoothCurve([[0.9, 0.64 - heel], [0.84, ankle], [0.3, ankle + 0.1]], 4), 1.5, 0.9); // prettier-ignore
}

function sneaker(tailor: Tailor): void {
  const [collar, toe] = [tailor.vary(0.36, 0.44), tailor.vary(0.58, 0.64)];
  const upper = smoothCurve(
    [
      [0.98, 0.74],
      [0.96, collar],
      [0.5, collar + 0.07],
      [0.2, collar + 0.03],
      [-0.35, toe - 0.06],
      [-0.9, toe],
      [-1, 0.74],
    ],
    4,
  );
  tailor.fill(upper);
  tailor.fill([[-1, 0.71], [1, 0.71], [0.98, 0.8], [-0.96, 0.8]], 1.35); // prettier-ignore
  tailor.line([[-1, 0.71], [1, 0.71]], 0.7, 0.4); // prettier-ignore
  for (let i = 0; i < 3; i++) {
    const x = 0.14 - 0.2 * i;
    tailor.line([[x, collar + 0.06 + 0.05 * i], [x - 0.1, collar + 0.16 + 0.03 * i]], 0.9, 1.5); // prettier-ignore
  }
  const stripe = tailor.vary(0.1, 0.6);
  tailor.line([[stripe, 0.5], [stripe - 0.22, 0.7]], 1.4, tailor.vary(0.3, 1.6)); // prettier-ignore
}

function bag(tailor: Tailor): void {
  const [top, half] = [tailor.vary(0.34, 0.46), tailor.vary(0.72, 0.96)];
  const flare = tailor.vary(-0.1, 0.08);
  const rise = tailor.vary(0.04, 0.3);
  const handle = tailor.vary(0.3, 0.6);
  tailor.line(smoothCurve([[-handle, top], [-handle * 0.8, rise], [0, rise - 0.06], [handle * 0.8, rise], [handle, top]], 5), tailor.vary(1.2, 2.2), 0.9); // prettier-ignore
  tailor.fill(symmetric([[half + flare, top], [half + 0.03, 0.6], [half - flare, 0.95]])); // prettier-ignore
  const flap = top + tailor.vary(0.08, 0.26);
  tailor.line([[-half, flap], [half, flap]], 0.9, 0.5); // prettier-ignore
  tailor.line([[-0.02, flap], [0.02, flap + 0.05]], 2, 1.4); // prettier-ignore
}

function ankleBoot(tailor: Tailor): void {
  const [top, heel] = [tailor.vary(0, 0.14), tailor.vary(0.04, 0.14)];
  const shaft = tailor.vary(0.1, 0.24);
  const boot = smoothCurve(
    [
      [0.88, top],
      [0.94, 0.45],
      [0.98, 0.9 - heel],
      [0.2, 0.9],
      [-0.98, 0.92],
      [-0.96, 0.72],
      [-0.4, 0.58],
      [-shaft + 0.1, 0.4],
      [-shaft + 0.1, top + 0.02],
    ],
    4,
    true,
  );
  tailor.fill(boot);
  tailor.fill([[-1, 0.88], [0.3, 0.87], [0.3, 0.94], [-1, 0.95]], 0.6); // prettier-ignore
  tailor.fill([[0.5, 0.84], [1, 0.82], [0.96, 0.97], [0.56, 0.97]], 0.6); // prettier-ignore
  tailor.line([[-shaft + 0.12, top + 0.06], [0.88, top + 0.05]], 0.8, 0.55); // prettier-ignore
  const zip = tailor.vary(0.2, 0.6);
  tailor.line([[zip, top + 0.1], [zip + 0.05, 0.7]], 0.7, 0.6); // prettier-ignore
}

/** In the order of Fashion-MNIST's labels. */
export const GARMENTS: readonly ((tailor: Tailor) => void)[] = [
  tShirt,
  trouser,
  pullover,
  dress,
  coat,
  sandal,
  shirt,
  sneaker,
  bag,
  ankleBoot,
];
