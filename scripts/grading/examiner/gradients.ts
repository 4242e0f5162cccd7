/** Gradients through a function of the student's: computed where it is, used where the tests are. */
import { loadedTensors, type Tensor, type TensorLibrary } from '../remote/tensors';

/** A place in a result. */
export type Path = (string | number)[];

/** For a change of the result at `path`, those of the inputs. */
export type ComputeGradients = (path: Path, change: Tensor, inputs: Tensor[]) => Tensor[];

const MAX_DEPTH = 8;

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function leaves(tf: TensorLibrary, value: unknown, depth = 0): Tensor[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (value instanceof tf.Tensor) return [value as Tensor];
  if (!Array.isArray(value) && !isPlain(value)) return [];
  return Object.values(value).flatMap((each) => leaves(tf, each, depth + 1));
}

function replaceLeaves(
  tf: TensorLibrary,
  value: unknown,
  replace: (leaf: Tensor, path: Path) => Tensor,
  path: Path = [],
): unknown {
  if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return value;
  if (value instanceof tf.Tensor) return replace(value as Tensor, path);
  if (Array.isArray(value)) {
    return value.map((each, i) => replaceLeaves(tf, each, replace, [...path, i]));
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      replaceLeaves(tf, each, replace, [...path, key]),
    ]),
  );
}

/**
 * The result of a call, connected with its arguments for automatic differentiation: where a gradient
 * is being recorded, each tensor of the result gets one that is computed by `compute`.
 */
export function attachGradients(
  args: readonly unknown[],
  result: unknown,
  compute: ComputeGradients,
): unknown {
  const tf = loadedTensors();
  if (!tf?.engine().isTapeOn()) return result;
  const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32';
  const inputs = [...new Set(leaves(tf, args))].filter(isFloat);
  if (inputs.length === 0) return result;
  return replaceLeaves(tf, result, (leaf, path) => {
    if (!isFloat(leaf)) return leaf;
    const connected = tf.customGrad(() => ({
      value: leaf.clone(),
      gradFunc: (change: Tensor) => compute(path, change, inputs),
    }));
    return connected(...inputs);
  });
}
