import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import { PNG } from 'pngjs';
import { JUPYTER_DISPLAY, type MimeBundle } from '../../../lib/display/mime';
import { figureBundle } from '../../../lib/plot/bundle';
import { Figure } from '../../../lib/plot/figure';
import { PLOTLY_CDN, PLOTLY_INTEGRITY, PLOTLY_VERSION } from '../../../lib/plot/html';
import { plotLines } from '../../../lib/plot/lines';
import { plotScatter } from '../../../lib/plot/scatter';
import { StillDrawer } from '../../../lib/plot/still/drawer';
import { TEMPLATE } from '../../../lib/plot/template';

const line = () => plotLines({ title: 'Loss & "bits" </script>', series: { loss: [3, 2, 1.5] } });
const html = (bundle: MimeBundle): Document =>
  new JSDOM(bundle['text/html'] as string, { runScripts: undefined }).window.document;

test('a figure is plain data behind one template, which a layout may overrule', () => {
  const figure = new Figure([{ type: 'bar', y: [1] }], { height: 300 });
  assert.deepEqual(JSON.parse(JSON.stringify(figure)), {
    data: [{ type: 'bar', y: [1] }],
    layout: { template: JSON.parse(JSON.stringify(TEMPLATE)) as unknown, height: 300 },
  });
  assert.equal(new Figure([], { template: 'none' }).layout['template'], 'none');
});

test('the bundle has plotly data, HTML, one still picture and text', async () => {
  const bundle = await line()[JUPYTER_DISPLAY]();
  assert.deepEqual(Object.keys(bundle).sort(), [
    'application/vnd.plotly.v1+json',
    'image/svg+xml',
    'text/html',
    'text/plain',
  ]);
  const figure = bundle['application/vnd.plotly.v1+json'] as { data: { y: number[] }[] };
  assert.deepEqual(figure.data[0]!.y, [3, 2, 1.5]);
  assert.equal(
    bundle['text/plain'],
    'Figure: Loss & "bits" </script>\n  scatter \'loss\': 3 points',
  );
});

test('the same figure drawn by two threads is the same to the byte', async () => {
  const [first, second] = await Promise.all([
    line()[JUPYTER_DISPLAY](),
    figureBundle(line(), new StillDrawer()),
  ]);
  assert.deepEqual(first, second);
});

test('without scripts the HTML is the still picture, and no markup leaks from the data', async () => {
  const bundle = await line()[JUPYTER_DISPLAY]();
  const document = html(bundle);
  const image = document.querySelector('img')!;
  assert.equal(image.alt, 'Loss & "bits" </script>');
  const source = Buffer.from(image.src.split(',')[1]!, 'base64').toString();
  assert.equal(source, bundle['image/svg+xml']);
  assert.equal(document.querySelectorAll('script').length, 2);
  const [data] = document.querySelectorAll('script');
  const figure = JSON.parse(data!.textContent) as { layout: { title: { text: string } } };
  assert.equal(figure.layout.title.text, 'Loss & "bits" </script>');
  for (const hidden of document.querySelectorAll('script, style')) hidden.remove();
  assert.equal(document.body.textContent, '');
});

/** Runs the HTML's script in a page with what `prepare` puts there. */
async function runScripts(
  bundle: MimeBundle,
  prepare: (window: JSDOM['window']) => void,
): Promise<Document> {
  const { window } = new JSDOM('<body></body>', { runScripts: 'outside-only' });
  prepare(window);
  window.document.body.innerHTML = bundle['text/html'] as string;
  const script = [...window.document.querySelectorAll('script')].at(-1)!;
  window.eval(script.textContent);
  await new Promise((resolve) => setTimeout(resolve, 20));
  return window.document;
}

test('where the page has Plotly, the plot takes the place of the picture', async () => {
  const calls: unknown[][] = [];
  const newPlot = (...call: unknown[]): Promise<void> => {
    calls.push(call);
    return Promise.resolve();
  };
  const bundle = await line()[JUPYTER_DISPLAY]();
  const document = await runScripts(bundle, (window) =>
    Object.assign(window, { Plotly: { newPlot } }),
  );
  assert.equal(calls.length, 1);
  assert.equal(JSON.stringify((calls[0]![1] as { y: number[] }[])[0]!.y), '[3,2,1.5]');
  assert.equal(document.querySelector('img'), null);
});

test('where the plot fails, the picture stays', async () => {
  const newPlot = (): Promise<void> => Promise.reject(new Error('no WebGL'));
  const bundle = await line()[JUPYTER_DISPLAY]();
  const document = await runScripts(bundle, (window) =>
    Object.assign(window, { Plotly: { newPlot } }),
  );
  assert.equal(document.querySelectorAll('img').length, 1);
  assert.equal(document.querySelectorAll('.latentlab-figure > div').length, 0);
});

test("without Plotly the server's own is asked for, then the CDN's with its hash", async () => {
  const bundle = await line()[JUPYTER_DISPLAY]();
  const asked: HTMLScriptElement[] = [];
  const document = await runScripts(bundle, (window) => {
    window.document.body.dataset['baseUrl'] = '/user/ada/';
    window.document.head.appendChild = <T extends Node>(node: T): T => {
      const script = node as unknown as HTMLScriptElement;
      asked.push(script);
      script.onerror!(new window.Event('error'));
      return node;
    };
  });
  assert.deepEqual(
    asked.map(({ src, integrity }) => [src, integrity ?? '']),
    [
      [`/user/ada/lab/extensions/latentlab/static/plotly-${PLOTLY_VERSION}.js`, ''],
      [PLOTLY_CDN, PLOTLY_INTEGRITY],
    ],
  );
  assert.equal(asked[1]!.crossOrigin, 'anonymous');
  assert.equal(document.querySelectorAll('img').length, 1);
});

test("the CDN's version and hash are those of the installed package", () => {
  const file = require.resolve('plotly.js-dist');
  const hash = createHash('sha384').update(readFileSync(file)).digest('base64');
  assert.equal(PLOTLY_INTEGRITY, `sha384-${hash}`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { version } = require('plotly.js-dist/package.json') as { version: string };
  assert.equal(PLOTLY_VERSION, version);
});

test('many points come as a PNG of twice the width, drawn with text', async () => {
  const points = Array.from({ length: 3000 }, (_, i) => [Math.sin(i), Math.cos(1.7 * i)]);
  const bundle = await plotScatter({ points, title: 'Many' })[JUPYTER_DISPLAY]();
  assert.equal(bundle['image/svg+xml'], undefined);
  const png = PNG.sync.read(Buffer.from(bundle['image/png'] as string, 'base64'));
  assert.deepEqual([png.width, png.height], [1440, 880]);
  // The title stands on the top left; without a usable font there would be nothing.
  let inked = 0;
  for (let y = 20; y < 60; y++) {
    for (let x = 100; x < 220; x++) if (png.data[4 * (y * 1440 + x) + 3]! > 128) inked += 1;
  }
  assert.ok(inked > 200, `${inked} pixels of the title`);
});
