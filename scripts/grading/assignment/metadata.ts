/**
 * What nbgrader (metadata schema version 3) says about a cell, and its roles as predicates.
 *
 * @see https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
import type { Cell } from '../../jupyter/nbformat';

/** `cell.metadata.nbgrader`. */
export interface NbgraderMetadata {
  schema_version: 3;
  grade: boolean;
  solution: boolean;
  locked: boolean;
  /** A Markdown cell that asks for work which is marked by hand. */
  task?: boolean;
  grade_id: string;
  /** Required where `grade` or `task`. */
  points?: number;
  /** Of the cell as it was released. */
  checksum?: string;
  /** The type at release. */
  cell_type?: string;
}

/** The cell's metadata for nbgrader, whatever it holds; nothing where it has none. */
export function nbgraderOf(cell: Cell): NbgraderMetadata | undefined {
  const value = cell.metadata['nbgrader'];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as NbgraderMetadata)
    : undefined;
}

/** A cell that earns points, by a test or by a mark. */
export function isGrade(cell: Cell): boolean {
  return nbgraderOf(cell)?.grade === true;
}

/** A cell that the student writes. */
export function isSolution(cell: Cell): boolean {
  return nbgraderOf(cell)?.solution === true;
}

/** A Markdown cell with points of its own, for work in the cells below it. */
export function isTask(cell: Cell): boolean {
  return nbgraderOf(cell)?.task === true;
}

/** A cell that must stay as it was released. */
export function isLocked(cell: Cell): boolean {
  return !isSolution(cell) && (isGrade(cell) || nbgraderOf(cell)?.locked === true);
}

/** A cell whose code decides about points. */
export function isTest(cell: Cell): boolean {
  return isGrade(cell) && !isSolution(cell);
}

/** A cell whose points somebody gives by hand. */
export function isMarkedByHand(cell: Cell): boolean {
  return isTask(cell) || (isGrade(cell) && isSolution(cell));
}

/** Points that a cell can earn; 0 where it earns none. */
export function pointsOf(cell: Cell): number {
  return isGrade(cell) || isTask(cell) ? (nbgraderOf(cell)?.points ?? 0) : 0;
}

/** The name by which a cell is graded; nothing where it has no part in grading. */
export function gradeId(cell: Cell): string | undefined {
  return nbgraderOf(cell)?.grade_id;
}

/** This project's own settings of a cell for grading: `cell.metadata.latentlab`. */
export interface GradingSettings {
  /** Told to students where a hidden test fails. */
  hint?: string;
}

/** The settings of a cell; empty where it has none. */
export function settingsOf(cell: Cell): GradingSettings {
  const value = cell.metadata['latentlab'];
  if (typeof value !== 'object' || value === null) return {};
  const { hint } = value as Record<string, unknown>;
  return typeof hint === 'string' ? { hint } : {};
}
