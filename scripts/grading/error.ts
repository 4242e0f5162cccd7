import { JupyterError } from '../jupyter/error';

/** An assignment, a submission or a machine with which grading cannot go on. */
export class GradingError extends JupyterError {}

/** What is wrong with an assignment, all of it at once. */
export class AssignmentError extends GradingError {}
