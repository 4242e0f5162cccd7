/** The word that everything made from stand-ins for real data carries. */

/** The data sets that this process has loaded: their titles, and whether they are stand-ins. */
const loaded = new Map<string, boolean>();

/** Remembers a data set that was loaded. */
export function noteData(title: string, isStandIn: boolean): void {
  loaded.set(title, isStandIn);
}

/**
 * A title or caption that also says from which stand-ins it was made, `Errors · synthetic digits`. It
 * stays as it is where real data were loaded, too, or none, or where it says so already.
 *
 * @param below titles shown below this one, which may say it in its place
 */
export function markedTitle(title: string, below: readonly string[] = []): string {
  const areStandIns = loaded.size > 0 && [...loaded.values()].every(Boolean);
  if (!areStandIns || [title, ...below].some((said) => said.includes('synthetic'))) return title;
  return [title, [...loaded.keys()].join(', ')].filter(Boolean).join(' · ');
}
