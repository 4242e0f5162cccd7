import { markup, trusted, type Markup } from './markup';

/** What an HTML file is made of. */
export interface DocumentParts {
  title: string;
  /** What the page may load and run: the value of Content-Security-Policy. */
  contentPolicy: string;
  css: string;
  /** Behind the styles. */
  head?: Markup[];
  /** All between the tags of the body. */
  body: Markup;
}

/** An HTML file that stands alone, for light and dark screens. */
export function htmlDocument({
  title,
  contentPolicy,
  css,
  head = [],
  body,
}: DocumentParts): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(css)}</style>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
