import { createHash } from 'node:crypto';
import { INK } from './colours';
import { titleOf, type FigureData } from './figure-data';
import type { StillPicture } from './still/picture';
import { CAMERA, FIGURE_WIDTH } from './template';
import { escapeText } from './words';

/** The version of plotly that figures are written for. */
export const PLOTLY_VERSION = '4.1.1';

/** Where JupyterLab serves Plotly, from the server's base URL on: a lab extension's static file. */
export const PLOTLY_SERVED_PATH = `lab/extensions/latentlab/static/plotly-${PLOTLY_VERSION}.js`;

/** Plotly on a public CDN: the file of the npm package plotly.js-dist, byte for byte. */
export const PLOTLY_CDN = `https://cdn.jsdelivr.net/npm/plotly.js-dist@${PLOTLY_VERSION}/plotly.js`;

/** What the CDN's file must hash to, or the browser refuses it. */
export const PLOTLY_INTEGRITY =
  'sha384-WQ1AwRTh1OMvkqdtW61RUvQ1VIvyOYAvC4bPxQnFwwyq15kpo+WXIhzrGljgSdeT';

/** On a phone the cube stands further away, so that the names of its axes are in the picture. */
const PHONE_CAMERA = {
  eye: { x: 1.6 * CAMERA.eye.x, y: 1.6 * CAMERA.eye.y, z: 1.6 * CAMERA.eye.z },
  center: CAMERA.center,
};

/**
 * What a page does with every figure in it that is not yet interactive. Plotly is looked for once a page:
 * already there, beside JupyterLab, on the CDN. Without it the still picture stays.
 */
const SCRIPT = `(() => {
  const load = (src, integrity) => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    if (integrity) { script.integrity = integrity; script.crossOrigin = 'anonymous'; }
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(src)));
    script.onerror = reject;
    document.head.appendChild(script);
  });
  const served = () => {
    const config = document.getElementById('jupyter-config-data');
    const base = config ? JSON.parse(config.textContent).baseUrl : document.body.dataset.baseUrl;
    return base ? load(base.replace(/\\/?$/, '/') + '${PLOTLY_SERVED_PATH}') : Promise.reject();
  };
  const key = Symbol.for('latentlab.plotly');
  const plotly = window.Plotly
    ? Promise.resolve(window.Plotly)
    : (window[key] ??= served().catch(() => load('${PLOTLY_CDN}', '${PLOTLY_INTEGRITY}')));
  const wrap = (text, length) => text.replace(/<br>/g, ' ').split(' ').reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] += ' ' + word;
    else lines.push(word);
    return lines;
  }, []).join('<br>');
  const draw = (Plotly, box) => {
    if (box.dataset.drawn) return;
    box.dataset.drawn = 'yes';
    const { data, layout, config } = JSON.parse(box.querySelector('script').textContent);
    const width = box.clientWidth || ${FIGURE_WIDTH};
    if (width < 520) {
      // A phone: the title in more lines, one legend entry a line, and the height for both.
      const title = layout.title && layout.title.text;
      const names = layout.showlegend ? data.filter((trace) => trace.showlegend !== false).length : 0;
      if (title) {
        const text = wrap(title, (width - 76) / 9);
        layout.title = { ...layout.title, text, font: { size: 15 } };
        layout.margin = { ...layout.margin, t: 20 + 21 * text.split('<br>').length };
      }
      if (names > 1) layout.height += 10 * names;
      if (layout.scene) {
        layout.scene.camera = ${JSON.stringify(PHONE_CAMERA)};
        layout.margin = { ...layout.margin, l: 10, r: 10 };
      }
    }
    const plot = document.createElement('div');
    box.appendChild(plot);
    const still = box.querySelector('img');
    Plotly.newPlot(plot, data, layout, config).then(
      () => still.remove(),
      () => plot.remove(),
    );
  };
  plotly.then(
    (Plotly) => document.querySelectorAll('.latentlab-figure').forEach((box) => draw(Plotly, box)),
    () => {},
  );
})();`;

/** In a page the text takes the page's own colour, whatever its theme, and follows when that changes. */
const STYLE =
  `.latentlab-figure text[style*="fill: ${INK}"]{fill:currentColor!important}` +
  '.latentlab-figure img{display:block;width:100%;height:auto;margin:0}';

/** JSON that cannot end the script element it stands in. */
const inScript = (json: string): string => json.replace(/</g, '\\u003c');

/**
 * A figure as HTML for any page: the still picture, replaced by the interactive plot once Plotly is
 * found. Where scripts do not run it is that picture. Equal figures give equal HTML.
 */
export function figureHtml(figure: FigureData, json: string, still: StillPicture): string {
  const id = `latentlab-${createHash('sha256').update(json).digest('hex').slice(0, 12)}`;
  const source =
    'image/png' in still
      ? `data:image/png;base64,${still['image/png']}`
      : `data:image/svg+xml;base64,${Buffer.from(still['image/svg+xml']).toString('base64')}`;
  const alt = escapeText(titleOf(figure.layout) || 'Figure');
  return (
    `<div class="latentlab-figure" id="${id}" style="max-width:${FIGURE_WIDTH}px;margin:8px 0">` +
    `<style>${STYLE}</style><img alt="${alt}" src="${source}">` +
    `<script type="application/json">${inScript(json)}</script>` +
    `<script>${SCRIPT}</script></div>`
  );
}
