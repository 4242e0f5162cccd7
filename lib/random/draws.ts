/** Random numbers as generators draw them. */
export type Drawn = Float32Array | Int32Array;

/** A random array that was drawn while draws were recorded. */
export interface Draw {
  /** The array itself; a tensor made from it still holds it, until it is used. */
  values: Drawn;
  /** Draws the next numbers of the same kind from the same generator, into an array of this one's type and length. */
  again: (into: Drawn) => void;
}

interface Recording {
  draws: Draw[];
  /** What takes each generator back to where it was. */
  rewinds: Map<object, () => void>;
}

let recording: Recording | undefined;

/**
 * Calls a function and lists what it draws from generators; afterwards these stand where they stood
 * before.
 */
export function recordDraws(run: () => void): Draw[] {
  const outer = recording;
  const mine: Recording = { draws: [], rewinds: new Map() };
  recording = mine;
  try {
    run();
  } finally {
    recording = outer;
    for (const rewind of mine.rewinds.values()) rewind();
  }
  return mine.draws;
}

/** Fills an array with random numbers, and takes it down where draws are recorded. */
export function noteDraw<T extends Drawn>(
  generator: object,
  bookmark: () => () => void,
  values: T,
  fill: (into: T) => void,
): void {
  if (recording && !recording.rewinds.has(generator)) recording.rewinds.set(generator, bookmark());
  fill(values);
  recording?.draws.push({ values, again: (into) => fill(into as T) });
}

/** Whether an array was drawn during the present recording. */
export function isDrawn(values: object): boolean {
  return recording?.draws.some((draw) => draw.values === values) ?? false;
}
