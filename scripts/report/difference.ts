import { diffArrays } from 'diff';
import {
  formatError,
  outputName,
  type DiffLine,
  type DifferentPictures,
  type MovedNumber,
  type OutputDifference,
} from '../runner/result-difference';
import { type Markup, markup } from './markup';

/** Numbers that are shown at once; the others are behind a click. */
const SHOWN_NUMBERS = 10;

const SIGN_NAMES = { ' ': 'same', '-': 'removed', '+': 'added', '…': 'gap' } as const;

function sentence(difference: OutputDifference): Markup {
  return markup`<span class="difference-output">${outputName(difference)}</span> ${difference.message}`;
}

/** What differs, a sentence each. */
export function differenceSentences(differences: readonly OutputDifference[]): Markup {
  return markup`<ul class="difference-list">${differences.map(
    (difference) => markup`<li>${sentence(difference)}</li>`,
  )}</ul>`;
}

/** How the outputs of a cell differ from the recorded ones. */
export function renderDifferences(differences: readonly OutputDifference[]): Markup {
  return markup`<section class="differences" aria-label="Differences from the record">
${differences.map(renderDifference)}
</section>`;
}

function renderDifference(difference: OutputDifference): Markup {
  const { lines, pictures, numbers } = difference;
  return markup`<article class="difference">
<p class="difference-name">${sentence(difference)}</p>
${lines && diffBlock(lines)}
${pictures && pictureRow(pictures)}
${numbers && numberTable(numbers)}
</article>`;
}

/** A line with the words that the other one has not. */
function marked(text: string, other: string, tag: 'del' | 'ins'): Markup {
  const words = (line: string) => line.split(/([^\p{L}\p{N}.+−-]+)/u);
  const changes = diffArrays(words(other), words(text), { maxEditLength: 200 });
  if (!changes) return markup`${text}`;
  return markup`${changes
    .filter(({ removed }) => !removed)
    .map(({ added, value }) => {
      const part = value.join('');
      if (!added) return part;
      return tag === 'del' ? markup`<del>${part}</del>` : markup`<ins>${part}</ins>`;
    })}`;
}

/** Lines that were replaced by as many others belong together, one by one. */
function counterparts(lines: readonly DiffLine[]): Map<DiffLine, string> {
  const found = new Map<DiffLine, string>();
  for (let i = 0; i < lines.length; i++) {
    const run = (sign: string, from: number): DiffLine[] => {
      const end = lines.findIndex((line, k) => k >= from && line.sign !== sign);
      return lines.slice(from, end < 0 ? lines.length : end);
    };
    const removed = run('-', i);
    const added = run('+', i + removed.length);
    if (removed.length === added.length) {
      for (const [k, line] of removed.entries()) {
        const now = added[k] as DiffLine;
        found.set(line, now.text).set(now, line.text);
      }
    }
    i += Math.max(removed.length + added.length - 1, 0);
  }
  return found;
}

function diffBlock(lines: readonly DiffLine[]): Markup {
  const others = counterparts(lines);
  return markup`<pre class="text diff">\n${lines.map((line) => {
    const { sign, text } = line;
    const other = others.get(line);
    const content = other === undefined ? text : marked(text, other, sign === '-' ? 'del' : 'ins');
    return markup`<span class="${SIGN_NAMES[sign]}"><span class="diff-sign">${sign === '-' ? '−' : sign}</span>${content}\n</span>`;
  })}</pre>`;
}

function pictureRow({ before, after, difference }: DifferentPictures): Markup {
  const pictures: [name: string, uri: string | undefined][] = [
    ['as recorded', before],
    ['now', after],
    ['what changed', difference],
  ];
  return markup`<div class="compared">${pictures.map(
    ([name, uri]) =>
      uri !== undefined &&
      markup`<figure><img src="${uri}" alt="The picture ${name}"><figcaption>${name}</figcaption></figure>`,
  )}</div>`;
}

function numberTable(numbers: readonly MovedNumber[]): Markup {
  const table = (
    rows: readonly MovedNumber[],
  ) => markup`<div class="table-box"><table class="moved">
<thead><tr><th scope="col">where</th><th scope="col">as recorded</th><th scope="col">now</th><th scope="col">relative error</th></tr></thead>
<tbody>${rows.map(
    ({ place, before, after, relativeError }) =>
      markup`<tr><th scope="row">${place}</th><td>${before}</td><td>${after}</td><td>${formatError(relativeError)}</td></tr>`,
  )}</tbody></table></div>`;
  if (numbers.length <= SHOWN_NUMBERS) return table(numbers);
  return markup`<details class="moved-all"><summary>The ${numbers.length} numbers that moved${
    numbers.length === 100 && ' most'
  }</summary>${table(numbers)}</details>`;
}
