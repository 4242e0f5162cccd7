/** Loops that libtensorflow has loaded, kept for the next training of the same kind. */
import { forgetCompiled } from '../backend/compiled-cache';
import type { NativeTensor, TensorId } from './binding';
import { loopGraph, type LoopGraph, type LoopSpec } from './loop';
import { GraphSession } from './session';
import { TraceError } from './trace';

/** A loop that can be run. */
export class LoadedLoop {
  constructor(
    private readonly graph: LoopGraph,
    private readonly session: GraphSession,
    /** Whether XLA compiled it. */
    readonly xla: boolean,
  ) {}

  /** Runs it. What goes in stays the caller's; what comes out becomes the caller's. */
  run(inputs: readonly TensorId[]): NativeTensor[] {
    return this.session.run(inputs, this.graph.inputNames, this.graph.outputNames);
  }

  free(): void {
    this.session.free();
  }
}

type TryOut = (loop: LoadedLoop) => void;

/**
 * The most operations of a step that XLA gets to see. The time it compiles grows with them, and with
 * thousands it cannot be won back: an unrolled recurrent net of 8532 operations took 69 s instead of
 * 7 to begin, for steps of 65 ms instead of 72.
 */
const MOST_OPERATIONS_FOR_XLA = 1000;

/** How many loops stay loaded. */
const MOST_LOADED = 8;
/** By their key; what was used last comes last. */
const loaded = new Map<string, LoadedLoop>();

/**
 * A loop: one that is loaded already, or a new one.
 *
 * @param key equal for equal loops
 * @param tryOut runs none of its steps, which compiles a new one
 * @throws TraceError where libtensorflow does not take the graph
 */
export function loadLoop(key: string, spec: Omit<LoopSpec, 'xla'>, tryOut: TryOut): LoadedLoop {
  const loop = loaded.get(key) ?? compile(spec, tryOut);
  loaded.delete(key);
  loaded.set(key, loop);
  const [[oldestKey, oldest] = []] = loaded;
  if (loaded.size > MOST_LOADED && oldestKey !== undefined) {
    oldest?.free();
    loaded.delete(oldestKey);
  }
  return loop;
}

/** Frees all loops that are loaded. */
export function freeLoops(): void {
  for (const loop of loaded.values()) loop.free();
  loaded.clear();
}

/** Whether this libtensorflow has XLA; undefined until it was tried. */
let hasXla: boolean | undefined;

function compile(spec: Omit<LoopSpec, 'xla'>, tryOut: TryOut): LoadedLoop {
  if (hasXla !== false && spec.trace.operations.length <= MOST_OPERATIONS_FOR_XLA) {
    try {
      const loop = loadXla(spec, tryOut);
      hasXla = true;
      return loop;
    } catch {
      // Either there is no XLA at all, or it does not know an operation of this step.
    }
  }
  try {
    return load(spec, false, tryOut);
  } catch (error) {
    throw new TraceError(`libtensorflow does not take the graph (${firstLine(error)})`);
  }
}

/** Whether a damaged file of machine code was looked for: once is enough for a process. */
let hasForgotten = false;

function loadXla(spec: Omit<LoopSpec, 'xla'>, tryOut: TryOut): LoadedLoop {
  try {
    return load(spec, true, tryOut);
  } catch (error) {
    const isUnknown = /unsupported|tf2xla/i.test(String(error));
    if (isUnknown || hasForgotten || !forgetCompiled()) throw error;
    hasForgotten = true;
    return load(spec, true, tryOut);
  }
}

function load(spec: Omit<LoopSpec, 'xla'>, xla: boolean, tryOut: TryOut): LoadedLoop {
  const graph = loopGraph({ ...spec, xla });
  const loop = new LoadedLoop(graph, new GraphSession(graph.bytes), xla);
  try {
    tryOut(loop);
    return loop;
  } catch (error) {
    loop.free();
    throw error;
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
