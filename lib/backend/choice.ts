import { LatentlabError } from '../errors';

/** The ways in which tensors can be computed here. */
export const BACKENDS = ['native', 'wasm', 'cpu'] as const;

/**
 * `native` is libtensorflow through tfjs-node, `wasm` is WebAssembly with SIMD, `cpu` is plain
 * JavaScript (slow; for comparisons).
 */
export type BackendName = (typeof BACKENDS)[number];

/** The backend asked for does not exist or does not load. */
export class BackendError extends LatentlabError {}

/**
 * Reads the backend asked for from the value of `LATENTLAB_BACKEND`.
 *
 * @param value What the variable holds; undefined or empty when it is not set.
 * @returns The backend, or null where the choice is left to the project.
 * @throws BackendError for a value that is no backend.
 */
export function requestedBackend(value: string | undefined): BackendName | null {
  if (value === undefined || value === '') return null;
  const name = BACKENDS.find((backend) => backend === value);
  if (!name) {
    throw new BackendError(
      `LATENTLAB_BACKEND is '${value}', which is no backend.`,
      `Set it to ${BACKENDS.slice(0, -1).join(', ')} or ${BACKENDS.at(-1)}, or leave it out.`,
    );
  }
  return name;
}
