/** The module `tslab` as notebooks import it: its display functions publish through this kernel. */
import type * as Tslab from 'tslab';
import { createRequire } from 'node:module';
import type * as TslabJupyter from 'tslab/dist/jupyter';

interface DisplayData {
  data: Record<string, unknown>;
  transient: { display_id?: string | undefined };
}

/**
 * @param display publishes a MIME bundle
 * @returns loads the module on its first import
 */
export function createTslabModule(
  display: (
    bundle: Record<string, unknown>,
    options: { displayId?: string; update?: boolean },
  ) => void,
): () => typeof Tslab {
  return () => {
    const load = createRequire(__filename);
    const jupyter = load('tslab/dist/jupyter') as {
      -readonly [K in keyof typeof TslabJupyter]: (typeof TslabJupyter)[K];
    };
    jupyter.lastWriteDisplayData = ({ data, transient }: DisplayData, update?: boolean) => {
      const displayId = transient.display_id;
      display(data, { ...(displayId === undefined ? {} : { displayId }), update: update ?? false });
    };
    return load('tslab') as typeof Tslab;
  };
}
