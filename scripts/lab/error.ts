import { JupyterError } from '../jupyter/error';

/** JupyterLab cannot be had or started, or ended by itself with a failure. */
export class LabError extends JupyterError {}
