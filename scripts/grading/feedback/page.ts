import { pageAsset } from '../../report/assets';
import { htmlDocument } from '../../report/document';
import { katexCss } from '../../report/katex';
import { markup, type Markup } from '../../report/markup';

/** Nothing on these pages runs, and nothing is loaded: what is on them may have been written by anybody. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const STYLES = ['base.css', 'overview.css', 'code.css', 'grading.css', 'print.css'];

/** A page that stands alone. */
export function page(title: string, body: Markup): string {
  const css = [...STYLES.map(pageAsset), katexCss(body.text)].join('\n');
  return htmlDocument({
    title,
    contentPolicy: CONTENT_POLICY,
    css,
    body: markup`<main class="grades">
${body}
</main>`,
  }).text;
}
