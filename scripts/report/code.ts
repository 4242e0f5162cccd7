import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { escapeUTF8 } from 'entities';
import { type Markup, markup, trusted } from './markup';

hljs.registerLanguage('bash', bash);
hljs.registerLanguage('javascript', javascript);
hljs.registerLanguage('json', json);
hljs.registerLanguage('python', python);
hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('xml', xml);

/** Source with the classes of highlight.js; a language that it does not know stays plain. */
export function highlight(source: string, language: string): string {
  if (!hljs.getLanguage(language)) return escapeUTF8(source);
  return hljs.highlight(source, { language, ignoreIllegals: true }).value;
}

/** A block of highlighted code. */
export function codeBlock(source: string, language: string): Markup {
  return markup`<pre class="code"><code>${trusted(highlight(source, language))}</code></pre>`;
}

/** Highlighted source cut into lines, each with the spans that are open in it closed again. */
export function highlightLines(source: string, language: string): Markup[] {
  const open: string[] = [];
  return highlight(source, language)
    .split('\n')
    .map((line) => {
      const before = open.join('');
      for (const [tag] of line.matchAll(/<[^>]*>/g)) {
        if (tag === '</span>') open.pop();
        else open.push(tag);
      }
      return trusted(before + line + '</span>'.repeat(open.length));
    });
}

/**
 * Source with line numbers and one line marked.
 * @param markedLine one-based; undefined marks none
 * @param context lines to show before and after the marked one; all where it is absent
 */
export function numberedCode(
  source: string,
  language: string,
  markedLine?: number,
  context = Infinity,
): Markup {
  const lines = highlightLines(source, language);
  const centre = markedLine ?? 1;
  const shown = lines
    .map((content, index) => ({ content, number: index + 1 }))
    .filter(({ number }) => Math.abs(number - centre) <= context);
  return markup`<pre class="code numbered"><code>${shown.map(({ content, number }) =>
    number === markedLine
      ? markup`<mark class="line" data-line="${number}">${content}\n</mark>`
      : markup`<span class="line" data-line="${number}">${content}\n</span>`,
  )}</code></pre>`;
}
