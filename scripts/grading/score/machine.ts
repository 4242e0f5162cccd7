/** What grading on this machine is made of, for a command. */
import { gradingEnvironment, type GradingEnvironment } from '../sandbox/environment';
import { LIMITS } from '../sandbox/limits';
import type { Isolation, ProcessOptions } from '../sandbox/processes';

/** How processes are started here. */
export function processOptions(
  projectRoot: string,
  isolation: Isolation,
  slot: number,
  environment: GradingEnvironment = environmentFor(projectRoot, isolation),
): ProcessOptions {
  const { variables, folders } = environment;
  return { isolation, view: { projectRoot, folders, variables }, limits: LIMITS, slot };
}

/** The variables and data of both processes. */
export function environmentFor(projectRoot: string, isolation: Isolation): GradingEnvironment {
  return gradingEnvironment(projectRoot, isolation === 'bubblewrap' && process.getuid?.() === 0);
}
