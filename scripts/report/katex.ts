import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface FontFace {
  family: string;
  weight: string;
  style: string;
  file: string;
}

/**
 * KaTeX's style sheet for a page, with those of its fonts inlined that the page uses: every rule
 * that sets a font is looked at, and the font is taken where all classes of a selector occur.
 * @param page HTML that {@link renderMath} wrote into
 * @returns nothing for a page without equations
 */
export function katexCss(page: string): string {
  if (!page.includes('class="katex"')) return '';
  const path = require.resolve('katex/dist/katex.min.css');
  const css = readFileSync(path, 'utf8');
  const faces = [...css.matchAll(/@font-face\{([^}]*)\}/g)].map(([, body]) => fontFace(body ?? ''));
  const rules = css.replace(/@font-face\{[^}]*\}/g, '');
  const used = usedFaces(rules, faces, classesOf(page));
  const fonts = used.map((face) => {
    const data = readFileSync(join(dirname(path), face.file)).toString('base64');
    return `@font-face{font-family:${face.family};font-style:${face.style};font-weight:${face.weight};font-display:block;src:url(data:font/woff2;base64,${data}) format("woff2")}`;
  });
  return fonts.join('\n') + rules;
}

function property(body: string, name: string): string | undefined {
  return new RegExp(`(?:^|;)${name}:"?([^;"]+)`).exec(body)?.[1];
}

function fontFace(body: string): FontFace {
  return {
    family: property(body, 'font-family') ?? '',
    weight: property(body, 'font-weight') ?? '400',
    style: property(body, 'font-style') ?? 'normal',
    file: /url\(([^)]+\.woff2)\)/.exec(body)?.[1] ?? '',
  };
}

function classesOf(page: string): Set<string> {
  const classes = new Set<string>();
  for (const [, list] of page.matchAll(/ class="([^"]*)"/g)) {
    for (const name of list?.split(' ') ?? []) classes.add(name);
  }
  return classes;
}

function usedFaces(rules: string, faces: FontFace[], classes: Set<string>): FontFace[] {
  const wanted = new Set<string>();
  const families = new Set<string>();
  const variants = new Set<string>();
  for (const [, selectors, body] of rules.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const applies = (selectors ?? '')
      .split(',')
      .some((selector) =>
        [...selector.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name ?? '')),
      );
    const family = /KaTeX_\w+/.exec(body ?? '')?.[0];
    const weight = property(body ?? '', 'font-weight') ?? '400';
    const style = property(body ?? '', 'font-style') ?? 'normal';
    if (!applies) continue;
    if (family) {
      families.add(family);
      wanted.add(`${family} ${weight} ${style}`);
    } else if (weight !== '400' || style !== 'normal') variants.add(`${weight} ${style}`);
  }
  return faces.filter(
    ({ family, weight, style }) =>
      wanted.has(`${family} ${weight} ${style}`) ||
      (families.has(family) && variants.has(`${weight} ${style}`)),
  );
}
