/** What a student's process may use. */
export interface Limits {
  /** Seconds of computing for one cell. */
  cellSeconds: number;
  /** Seconds of computing for a whole submission. */
  totalSeconds: number;
  /** Seconds that may pass in which nothing is computed. */
  waitSeconds: number;
  /** Bytes that the process may write to: its data, without what is only reserved. */
  dataBytes: number;
  /** MiB of JavaScript objects. */
  heapMegabytes: number;
  /** Bytes that the tests' process may write to: what it is given must not take the machine's memory. */
  examinerBytes: number;
}

/** Meant for notebooks that train small models. */
export const LIMITS: Limits = {
  cellSeconds: 60,
  totalSeconds: 600,
  waitSeconds: 20,
  dataBytes: 1_200_000_000,
  heapMegabytes: 512,
  examinerBytes: 4_000_000_000,
};

/** A busy machine takes longer than its computing: so much time may pass in all. */
export function wallSeconds(computing: number, { waitSeconds }: Limits): number {
  return 4 * computing + waitSeconds;
}
