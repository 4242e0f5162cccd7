/** A point of a drawing: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A grey picture that strokes and shapes are painted on, with soft edges. */
export class Canvas {
  /** [height, width]; 0 is black and 1 is white. */
  readonly values: Float32Array;
  private readonly coverage: Float32Array;
  /** [height, width + 1], between fills all zero. */
  private readonly changes: Float64Array;
  /** The part of `coverage` that is not zero. */
  private touched = { left: Infinity, right: -1, top: Infinity, bottom: -1 };

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.values = new Float32Array(width * height);
    this.coverage = new Float32Array(width * height);
    this.changes = new Float64Array(height * (width + 1));
  }

  /** Paints everything in one tone. */
  clear(tone = 0): void {
    this.values.fill(tone);
  }

  /** Draws a line of round ends through the points, in pixels. */
  stroke(points: readonly Point[], radius: number, tone = 1): void {
    const { coverage, width, height } = this;
    const reach = radius + 0.5;
    for (let i = 0; i + 1 < points.length; i++) {
      const [x0, y0] = points[i]!;
      const [x1, y1] = points[i + 1]!;
      const [dx, dy] = [x1 - x0, y1 - y0];
      const scale = 1 / Math.max(dx * dx + dy * dy, 1e-12);
      const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
      const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
      const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
      const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
      this.touch(left, right, top, bottom);
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const px = x + 0.5 - x0;
          const py = y + 0.5 - y0;
          const along = Math.min(1, Math.max(0, (px * dx + py * dy) * scale));
          const ox = px - along * dx;
          const oy = py - along * dy;
          const covered = reach - Math.sqrt(ox * ox + oy * oy);
          const at = y * width + x;
          if (covered > coverage[at]!) coverage[at] = Math.min(1, covered);
        }
      }
    }
    this.blend(tone);
  }

  /** Fills the inside of a closed outline, in pixels; each pixel by how much of it is inside. */
  fill(outline: readonly Point[], tone = 1): void {
    const { values, changes, width, height } = this;
    let top = height;
    let bottom = -1;
    for (let i = 0, before = outline.length - 1; i < outline.length; before = i++) {
      const [x0, y0] = outline[before]!;
      const [x1, y1] = outline[i]!;
      if (y0 === y1) continue;
      const slope = (x1 - x0) / (y1 - y0);
      const [high, low] = y0 < y1 ? [y0, y1] : [y1, y0];
      const first = Math.max(0, Math.floor(high));
      const last = Math.min(height - 1, Math.ceil(low) - 1);
      for (let row = first; row <= last; row++) {
        const from = Math.max(high, row);
        const to = Math.min(low, row + 1);
        const [start, end] = [x0 + (from - y0) * slope, x0 + (to - y0) * slope];
        this.edge(row, start, end, y0 < y1 ? to - from : from - to);
      }
      top = Math.min(top, first);
      bottom = Math.max(bottom, last);
    }
    for (let row = top; row <= bottom; row++) {
      let covered = 0;
      for (let x = 0; x < width; x++) {
        const change = row * (width + 1) + x;
        covered += changes[change]!;
        changes[change] = 0;
        const at = row * width + x;
        const weight = Math.min(1, Math.abs(covered));
        if (weight > 1e-4) values[at] = values[at]! + (tone - values[at]!) * weight;
      }
      changes[row * (width + 1) + width] = 0;
    }
  }

  /**
   * Notes what lies to the right of an edge that runs through a row from `start` to `end`: how much the
   * covered part of a pixel differs from its left neighbour's.
   */
  private edge(row: number, start: number, end: number, share: number): void {
    const { changes, width } = this;
    const left = Math.min(width, Math.max(0, Math.min(start, end)));
    const right = Math.min(width, Math.max(0, Math.max(start, end)));
    // The mean distance from the edge to x, for what lies left of x.
    const reached = (x: number) => {
      if (x <= left) return 0;
      return x < right ? (x - left) ** 2 / (2 * (right - left)) : x - (left + right) / 2;
    };
    let before = 0;
    let area = 0;
    for (let x = Math.floor(left); x < width; x++) {
      const next = reached(x + 1);
      const inside = next - area;
      const at = row * (width + 1) + x;
      changes[at] = changes[at]! + share * (inside - before);
      if (x >= right) break;
      before = inside;
      area = next;
    }
  }

  /** Fills an ellipse that may be turned, angle in radians. */
  ellipse([x, y]: Point, rx: number, ry: number, tone = 1, angle = 0): void {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const points = Array.from({ length: 24 }, (_, i): Point => {
      const turn = (i / 24) * 2 * Math.PI;
      const [px, py] = [rx * Math.cos(turn), ry * Math.sin(turn)];
      return [x + px * cos - py * sin, y + px * sin + py * cos];
    });
    this.fill(points, tone);
  }

  /** The picture as bytes, written where it belongs in a longer list. */
  writeBytes(target: Uint8Array, start: number): void {
    for (let i = 0; i < this.values.length; i++) {
      target[start + i] = Math.round(255 * Math.min(1, Math.max(0, this.values[i]!)));
    }
  }

  private touch(left: number, right: number, top: number, bottom: number): void {
    const { touched } = this;
    if (left < touched.left) touched.left = left;
    if (right > touched.right) touched.right = right;
    if (top < touched.top) touched.top = top;
    if (bottom > touched.bottom) touched.bottom = bottom;
  }

  /** Lays the tone over what is covered, and forgets the coverage. */
  private blend(tone: number): void {
    const { values, coverage, width, touched } = this;
    for (let y = touched.top; y <= touched.bottom; y++) {
      for (let at = y * width + touched.left; at <= y * width + touched.right; at++) {
        const covered = coverage[at]!;
        if (covered === 0) continue;
        values[at] = values[at]! + (tone - values[at]!) * Math.min(1, covered);
        coverage[at] = 0;
      }
    }
    this.touched = { left: Infinity, right: -1, top: Infinity, bottom: -1 };
  }
}

/**
 * A smooth curve through the points (a Catmull-Rom spline), as short lines.
 *
 * @param steps lines between two points
 */
export function smoothCurve(points: readonly Point[], steps = 5, isClosed = false): Point[] {
  const count = points.length;
  if (count < 3) return [...points];
  const at = (i: number): Point =>
    isClosed ? points[(i + count) % count]! : points[Math.min(count - 1, Math.max(0, i))]!;
  const curve: Point[] = [];
  for (let i = 0; i < (isClosed ? count : count - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      curve.push([
        cardinal(p0[0], p1[0], p2[0], p3[0], t),
        cardinal(p0[1], p1[1], p2[1], p3[1], t),
      ]);
    }
  }
  if (!isClosed) curve.push(points[count - 1]!);
  return curve;
}

/** The Catmull-Rom spline between the second and the third value. */
function cardinal(a: number, b: number, c: number, d: number, t: number): number {
  const cubic = 3 * (b - c) + d - a;
  const square = 2 * a - 5 * b + 4 * c - d;
  return b + 0.5 * t * (c - a + t * (square + t * cubic));
}
