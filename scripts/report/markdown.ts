import katex from 'katex';
import MarkdownIt from 'markdown-it';
import markdownItKatex from '@vscode/markdown-it-katex';
import { randomBytes } from 'node:crypto';
import sanitizeHtml from 'sanitize-html';
import { highlight } from './code';
import { type Markup, trusted } from './markup';

/** A heading of rendered Markdown. */
export interface Heading {
  /** 1 to 6, as written. */
  level: number;
  text: string;
  /** Anchor in the page. */
  id: string;
}

/** Where a piece of Markdown stands: what its links and pictures refer to. */
export interface MarkdownContext {
  /** Prefix of the anchors of its headings. */
  anchor: string;
  /** Anchors that are already in the page; the new ones are added. */
  taken?: Set<string>;
  /** Anchor of another notebook of the page by the link's path; undefined where it has none. */
  notebookAnchor?: (href: string) => string | undefined;
  /** Data URI of a picture attached to the cell. */
  attachment?: (name: string) => string | undefined;
  /** Links become their text, and pictures that are not here vanish: for words of strangers. */
  withoutLinks?: boolean;
}

export interface RenderedMarkdown {
  html: Markup;
  headings: Heading[];
}

interface Environment {
  context: MarkdownContext;
  headings: Heading[];
  math: string[];
  /** Random, so that no author's text can pass for a placeholder. */
  nonce: string;
}

const SANITIZE: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'details', 'summary', 'del', 'ins'],
  allowedAttributes: {
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    details: ['open'],
    ol: ['start'],
    '*': ['id', 'class', 'align'],
    th: ['style', 'colspan', 'rowspan'],
    td: ['style', 'colspan', 'rowspan'],
  },
  allowedStyles: { '*': { 'text-align': [/^(left|right|center)$/] } },
  allowedClasses: { '*': ['hljs-*', 'table-box', 'code', 'absent-image'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['data'] },
};

const WITHOUT_LINKS: sanitizeHtml.IOptions = {
  ...SANITIZE,
  allowedTags: (SANITIZE.allowedTags || []).filter((tag) => tag !== 'a'),
  exclusiveFilter: ({ tag, attribs }) =>
    tag === 'img' && !/^data:image\//.test(attribs['src'] ?? ''),
};

/** Equations as HTML and MathML; a mistake in one is shown in red where it stands. */
export function renderMath(latex: string, displayMode: boolean): Markup {
  return trusted(
    katex.renderToString(latex, { displayMode, throwOnError: false, strict: false, trust: false }),
  );
}

/** The anchor that a heading's text makes: `What is learnt?` gives `what-is-learnt`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

function freeAnchor(anchor: string, taken = new Set<string>()): string {
  let free = anchor;
  for (let n = 2; taken.has(free); n++) free = `${anchor}-${n}`;
  taken.add(free);
  return free;
}

const renderer = createRenderer();

/**
 * Markdown as Jupyter writes it (GitHub's tables, `$…$` and `$$…$$`) as safe HTML: scripts, event
 * handlers and pictures from the network are taken out. Headings move one level down, since the
 * page has a title of its own.
 */
export function renderMarkdown(source: string, context: MarkdownContext): RenderedMarkdown {
  const nonce = randomBytes(8).toString('hex');
  const environment: Environment = { context, headings: [], math: [], nonce };
  const options = context.withoutLinks ? WITHOUT_LINKS : SANITIZE;
  const safe = sanitizeHtml(renderer.render(source, environment), options);
  // Equations go in last: KaTeX's own styles are exactly what a sanitiser takes away.
  const html = safe.replace(
    new RegExp(`${nonce}:(\\d+);`, 'g'),
    (_, index: string) => environment.math[Number(index)] ?? '',
  );
  return { html: trusted(html), headings: environment.headings };
}

function createRenderer(): MarkdownIt {
  const markdown = new MarkdownIt({
    html: true,
    linkify: true,
    highlight: (code, language) => highlight(code, language === 'ts' ? 'typescript' : language),
  });
  markdown.use(markdownItKatex, { enableBareBlocks: true });
  const rules = markdown.renderer.rules;

  const math =
    (displayMode: boolean): NonNullable<(typeof rules)[string]> =>
    (tokens, index, _options, env: Environment) => {
      env.math.push(renderMath(tokens[index]?.content ?? '', displayMode).text);
      return `${env.nonce}:${env.math.length - 1};`;
    };
  rules.math_inline = math(false);
  rules.math_inline_block = math(true);
  rules.math_inline_bare_block = math(true);
  rules.math_block = math(true);

  rules.heading_open = (tokens, index, _options, env: Environment) => {
    const level = Number(tokens[index]?.tag.slice(1));
    const text = plainText(tokens[index + 1]?.children ?? []);
    const id = freeAnchor(`${env.context.anchor}-${slug(text)}`, env.context.taken);
    env.headings.push({ level, text, id });
    return `<h${Math.min(level + 1, 6)} id="${id}">`;
  };
  rules.heading_close = (tokens, index) =>
    `</h${Math.min(Number(tokens[index]?.tag.slice(1)) + 1, 6)}>\n`;

  rules.table_open = () => '<div class="table-box"><table>\n';
  rules.table_close = () => '</table></div>\n';
  rules.fence = (tokens, index, options) => {
    const token = tokens[index];
    const language = token?.info.trim().split(/\s+/)[0] ?? '';
    const code = options.highlight?.(token?.content ?? '', language, '') ?? '';
    return `<pre class="code"><code>${code}</code></pre>\n`;
  };

  rules.link_open = (tokens, index, options, env: Environment, self) => {
    const token = tokens[index];
    const href = token?.attrGet('href') ?? '';
    if (href.startsWith('#')) {
      token?.attrSet('href', `#${env.context.anchor}-${slug(decode(href.slice(1)))}`);
    } else if (/^https?:/.test(href)) {
      token?.attrSet('target', '_blank');
      token?.attrSet('rel', 'noopener');
    } else {
      const anchor = env.context.notebookAnchor?.(decode(href));
      if (anchor !== undefined) token?.attrSet('href', `#${anchor}`);
    }
    return self.renderToken(tokens, index, options);
  };

  rules.image = (tokens, index, options, env: Environment, self) => {
    const token = tokens[index];
    if (!token) return '';
    const source = token.attrGet('src') ?? '';
    const alt = self.renderInlineAsText(token.children ?? [], options, env);
    const attached = /^attachment:(.*)$/.exec(source)?.[1];
    const data =
      attached === undefined ? source : (env.context.attachment?.(decode(attached)) ?? '');
    if (!data.startsWith('data:image/')) {
      // The page stands alone: it neither asks the network nor files beside it.
      return `<span class="absent-image">${markdown.utils.escapeHtml(alt || source)}</span>`;
    }
    token.attrSet('src', data);
    token.attrSet('alt', alt);
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

function plainText(tokens: readonly { type: string; content: string }[]): string {
  return tokens
    .filter(({ type }) => ['text', 'code_inline', 'math_inline'].includes(type))
    .map(({ content }) => content)
    .join('')
    .trim();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
