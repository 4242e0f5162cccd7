import { ArgumentError } from '../errors';
import type { LabelledImages } from './images';

/** Where a data set came from: published files, or drawn here because these could not be had. */
export type DataSource = 'real' | 'synthetic';

/** What every loaded data set tells about itself. */
export interface DataSetInfo {
  /** What to call it in titles; says `synthetic` where it is. */
  readonly title: string;
  readonly source: DataSource;
}

/** A data set that its authors divided into training and test images. */
export interface SplitImages extends DataSetInfo {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** By label. */
  readonly classNames: readonly string[];
}

/** Faces, labelled by person. */
export interface FaceImages extends DataSetInfo {
  readonly faces: LabelledImages;
  /** By label: what the people are called. */
  readonly classNames: readonly string[];
}

/** Where a loader takes its data from. */
export interface SourceOptions {
  /**
   * `real` fails where published files cannot be had; `synthetic` does not look for them.
   * @default real data where they can be had, a synthetic stand-in where nothing can be reached
   */
  source?: DataSource;
}

/** How many images are loaded. */
export interface SplitOptions extends SourceOptions {
  /**
   * How many training images, from the first; 0 reads none.
   * @default all
   */
  train?: number;
  /**
   * How many test images, from the first; 0 reads none.
   * @default all
   */
  test?: number;
}

/** @throws ArgumentError where it is neither a whole number of at least 0 nor undefined. */
export function checkedCount(count: number | undefined, name: string): number | undefined {
  if (count === undefined || (Number.isInteger(count) && count >= 0)) return count;
  throw new ArgumentError(`${name} is ${count}.`, 'Pass how many images to load, 0 or more.');
}
