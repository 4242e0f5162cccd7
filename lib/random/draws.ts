/** A random array that was drawn while draws were recorded. */
export interface Draw {
  /** The array itself; a tensor made from it still holds it, until it is used. */
  values: Float32Array | Int32Array;
  /** Draws the next array of the same kind from the same generator. */
  again: () => Float32Array | Int32Array;
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

/** Draws, and takes it down where draws are recorded. */
export function noteDraw<T extends Float32Array | Int32Array>(
  generator: object,
  bookmark: () => () => void,
  draw: () => T,
): T {
  if (!recording) return draw();
  if (!recording.rewinds.has(generator)) recording.rewinds.set(generator, bookmark());
  const values = draw();
  recording.draws.push({ values, again: draw });
  return values;
}

/** Whether an array was drawn during the present recording. */
export function isDrawn(values: object): boolean {
  return recording?.draws.some((draw) => draw.values === values) ?? false;
}
