import { pageAsset } from '../../report/assets';
import { katexCss } from '../../report/katex';
import { markup, trusted, type Markup } from '../../report/markup';

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
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(css)}</style>
</head>
<body>
<main class="grades">
${body}
</main>
</body>
</html>
`.text;
}
