/** Where a run's reports go. */
import { join, resolve } from 'node:path';
import type { Notebook } from '../jupyter/nbformat';
import { writeWhole } from '../jupyter/write-whole';
import { renderHtml } from '../report/html';
import { renderJson } from '../report/json';
import { renderJunit } from '../report/junit';
import type { RunResult } from '../runner/result';

/** Absolute paths of a run's reports. */
export interface ReportFiles {
  html: string;
  junit: string;
  json: string;
}

/** The files that were named, and for the others their places in the output folder. */
export function reportFiles(
  output: string,
  { html, junit, json }: Partial<ReportFiles>,
  cwd = process.cwd(),
): ReportFiles {
  return {
    html: resolve(cwd, html ?? join(output, 'report.html')),
    junit: resolve(cwd, junit ?? join(output, 'junit.xml')),
    json: resolve(cwd, json ?? join(output, 'run.json')),
  };
}

/** Writes the result of a run as JSON alone. */
export async function writeJson({ json }: ReportFiles, result: RunResult): Promise<void> {
  await writeWhole(json, renderJson(result));
}

/**
 * Writes the reports of a run.
 *
 * @throws WriteError where the system does not let it
 * @param notebooks executed notebooks by the path of their result
 */
export async function writeReports(
  files: ReportFiles,
  result: RunResult,
  notebooks: ReadonlyMap<string, Notebook>,
): Promise<void> {
  await writeJson(files, result);
  await writeWhole(files.junit, renderJunit(result));
  await writeWhole(files.html, renderHtml(result, notebooks));
}
