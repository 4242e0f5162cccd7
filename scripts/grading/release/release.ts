import { type Notebook } from '../../jupyter/nbformat';
import { assignmentFaults } from '../assignment/faults';
import { AssignmentError } from '../error';
import { testFaults } from './test-faults';
import {
  clearOutputs,
  clearSolution,
  lockCell,
  removeHiddenTests,
  removeMarkScheme,
  removeSettings,
  sealCell,
  type CellTransform,
} from './transforms';

/** In this order: checksums are those of what students get. */
export const RELEASE_STEPS: readonly CellTransform[] = [
  lockCell,
  clearSolution,
  clearOutputs,
  removeHiddenTests,
  removeMarkScheme,
  removeSettings,
  sealCell,
];

/** Everything that keeps a notebook from being an assignment, a sentence each. */
export function releaseFaults(notebook: Notebook): string[] {
  const faults = assignmentFaults(notebook);
  return faults.length > 0 ? faults : testFaults(notebook);
}

/**
 * The copy of an assignment that students get.
 *
 * @param name how errors call the assignment
 * @throws AssignmentError where metadata, markers or tests are not as they must be
 */
export function releaseNotebook(notebook: Notebook, name: string): Notebook {
  const faults = releaseFaults(notebook);
  if (faults.length > 0) {
    throw new AssignmentError(
      `${name} cannot be released:\n  ${faults.join('\n  ')}\n`,
      'Mend these cells, then release again.',
    );
  }
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => RELEASE_STEPS.reduce((each, step) => step(each), cell)),
  };
}
