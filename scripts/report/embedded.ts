import { type DefaultTreeAdapterMap, parseFragment, serialize } from 'parse5';
import { escapeUTF8 } from 'entities';
import { type Markup, markup, trusted } from './markup';

type Node = DefaultTreeAdapterMap['childNode'];

/** What an author's HTML looks like before its own styles: the page's colours, quiet tables. */
const BASE_STYLE = `:host{display:block;overflow:auto}
table{border-collapse:collapse;font-size:.9em;font-variant-numeric:tabular-nums}
th,td{padding:.3em .8em;text-align:right;border-bottom:1px solid var(--line)}
th{font-weight:600}img,svg{max-width:100%}a{color:var(--accent)}pre{white-space:pre;overflow:auto}`;

/** Tells the page how tall a frame's content is: at once, and whenever it changes. */
const HEIGHT_REPORTER = `<script>{
const tell = () => parent.postMessage({ frameHeight: document.documentElement.offsetHeight }, '*');
tell();
new ResizeObserver(tell).observe(document.documentElement);
}</script>`;

const FRAME_HEAD = `<!doctype html><style>:root{color-scheme:light;font:16px system-ui,sans-serif}body{margin:0;padding:1px 1rem}</style>`;

/**
 * An author's HTML in a box that it cannot get out of: repaired by a parser, its styles kept to
 * itself by a shadow root; HTML with scripts of its own in a sandboxed frame.
 */
export function embeddedHtml(source: string, label: string): Markup {
  const fragment = parseFragment(source);
  if (fragment.childNodes.some(hasScript)) {
    const content = escapeUTF8(FRAME_HEAD + source + HEIGHT_REPORTER);
    return markup`<iframe class="html-frame" sandbox="allow-scripts" title="${label}" srcdoc="${trusted(content)}"></iframe>`;
  }
  return markup`<div class="html-box"><template shadowrootmode="open"><style>${trusted(BASE_STYLE)}</style>${trusted(serialize(fragment))}</template></div>`;
}

function hasScript(node: Node): boolean {
  if (node.nodeName === 'script') return true;
  if ('content' in node && node.content.childNodes.some(hasScript)) return true;
  return 'childNodes' in node && node.childNodes.some(hasScript);
}
