import type * as tf from '../backend/tf';
import { isNative } from '../compile/binding';
import { TraceError } from '../compile/trace';
import { LatentlabError } from '../errors';
import { CompiledEngine } from './compiled-engine';
import { EagerEngine, type Engine, type EngineName } from './engine';
import type { TrainingStep } from './step';

/** Training was to be compiled, and cannot be. */
export class CompileError extends LatentlabError {}

/** What an engine is chosen for. */
export interface EngineRequest {
  wish: EngineName | 'auto';
  step: TrainingStep;
  data: readonly tf.Tensor[];
  patterns: number;
  batchSize: number;
}

const REMEDY =
  "Leave out engine: 'compiled', or keep values as tensors inside the loss: no dataSync(), no " +
  'JavaScript numbers that change, random numbers from rand and randn.';

/**
 * Compiles where that is wished and possible, else falls back to eager steps and says once why.
 *
 * @throws CompileError where nothing but compiled steps will do
 */
export function chooseEngine({ wish, step, data, patterns, batchSize }: EngineRequest): Engine {
  if (wish === 'eager' || (wish === 'auto' && !isNative())) return new EagerEngine(step, data);
  if (!isNative()) {
    throw new CompileError(
      'Steps can only be compiled where the backend is native TensorFlow.',
      "Leave out engine: 'compiled'; the results are the same. `npx latentlab doctor` says what is missing.",
    );
  }
  try {
    return new CompiledEngine(step, data, patterns, batchSize);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    if (wish === 'compiled') {
      throw new CompileError(`The step cannot be compiled: ${error.message}.`, REMEDY);
    }
    console.log(`Training step by step, which is slower: ${error.message}.`);
    return new EagerEngine(step, data);
  }
}
