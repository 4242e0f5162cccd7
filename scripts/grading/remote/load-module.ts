import { createRequire } from 'node:module';
import path from 'node:path';
import { loadLibrary } from './tensors';

/** Loads what cells import: this project's library and packages, and what comes with Node. */
export function moduleLoader(
  projectRoot: string,
): (specifier: string, wantsDefault: boolean) => unknown {
  const load = createRequire(path.join(projectRoot, 'package.json'));
  return (specifier, wantsDefault) => {
    if (/^(\.|\/|file:)/.test(specifier)) {
      throw new Error(`'${specifier}' is a file beside the notebook, which grading does not see.`);
    }
    const loaded: unknown = specifier === 'latentlab' ? loadLibrary() : load(specifier);
    if (!wantsDefault) return loaded;
    const module = loaded as { __esModule?: boolean; default?: unknown };
    return module.__esModule ? module.default : loaded;
  };
}
