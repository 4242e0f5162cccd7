import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JSDOM } from 'jsdom';
import type { CellOutput, MimeBundle } from '../../../scripts/jupyter/nbformat';
import { renderOutput } from '../../../scripts/report/output';
import { shown, stdout } from './builders';
import { plotBundle, pngBase64 } from './samples';

const render = (output: CellOutput) =>
  renderOutput(output, { label: 'Output of cell 1', markdown: { anchor: 'n1' } }).text;
const element = (output: CellOutput) => new JSDOM(render(output)).window.document.body;

describe('the richest representation', () => {
  const plain = { 'text/plain': 'in words' };

  test('is taken, from plots down to text', () => {
    const { 'image/svg+xml': svg, ...plot } = plotBundle();
    const order: [bundle: MimeBundle, sign: RegExp][] = [
      [plot, /data-plot/],
      [{ 'text/html': '<i>html</i>' }, /class="html-box"/],
      [{ 'image/svg+xml': svg }, /src="data:image\/svg\+xml;base64,/],
      [{ 'image/png': pngBase64() }, /src="data:image\/png;base64,.* width="140" height="28"/],
      [{ 'image/jpeg': 'AAAA' }, /src="data:image\/jpeg;base64,AAAA"/],
      [{ 'image/gif': 'AAAA' }, /src="data:image\/gif;base64,AAAA"/],
      [{ 'text/latex': '$x^2$' }, /class="katex-display"/],
      [{ 'text/markdown': '*m*' }, /<em>m<\/em>/],
      [{ 'application/json': { a: [1] } }, /hljs-attr/],
      [plain, /in words/],
    ];
    for (const [i, [, sign]] of order.entries()) {
      const bundle = Object.assign({}, ...order.slice(i).map(([part]) => part)) as MimeBundle;
      assert.match(render(shown(bundle)), sign);
    }
  });

  test('falls back where a figure is no figure', () => {
    assert.match(
      render(shown({ 'application/vnd.plotly.v1+json': { data: 1 }, ...plain })),
      /in words/,
    );
  });

  test('of a bundle that cannot be shown is said to be absent', () => {
    assert.match(render(shown({ 'application/x-y': 1 })), /cannot show: application\/x-y/);
  });

  test('may be stored as a list of lines', () => {
    assert.match(render(shown({ 'text/plain': ['one\n', 'two'] })), /one\ntwo/);
  });
});

describe('a plot', () => {
  test('has a box of known size and its still picture, and not its HTML', () => {
    const body = element(shown(plotBundle('Loss')));
    const figure = body.querySelector<HTMLElement>('figure.plot');
    assert.equal(figure?.style.getPropertyValue('--width'), '720');
    assert.equal(figure?.style.getPropertyValue('--height'), '432');
    assert.equal(figure?.querySelector('img')?.alt, 'Loss: 2 lines of 40 points');
    assert.equal(body.innerHTML.includes('taken over'), false);
  });

  test('without a picture says that it needs JavaScript', () => {
    const figure = { data: [], layout: { width: 300, height: 200 } };
    const body = element(shown({ 'application/vnd.plotly.v1+json': figure }));
    assert.match(body.textContent, /needs JavaScript/);
    assert.match(body.innerHTML, /--width:300;--height:200;/);
  });
});

describe("an author's HTML", () => {
  test('is repaired and kept to itself', () => {
    const output = shown({ 'text/html': '</div></main><style>p{}</style><p>one<b>two' });
    const template = element(output).querySelector('template');
    assert.equal(template?.getAttribute('shadowrootmode'), 'open');
    assert.match(template?.innerHTML ?? '', /<style>p\{\}<\/style><p>one<b>two<\/b><\/p>$/);
  });

  test('with scripts goes into a frame without the rights of the page', () => {
    const output = shown({ 'text/html': '<div><script>"</iframe>"</script></div>' });
    const frame = element(output).querySelector('iframe');
    assert.equal(frame?.getAttribute('sandbox'), 'allow-scripts');
    assert.match(frame?.getAttribute('srcdoc') ?? '', /<div><script>"<\/iframe>"<\/script><\/div>/);
  });
});

describe('a stream', () => {
  test('keeps its colours, its lines and its signs', () => {
    const html = render(stdout('\u001b[31mred\u001b[0m <b>\n\u001b[1mbold\nstill\u001b[0m\n'));
    assert.equal(
      html,
      '<pre class="text stream stdout">\n<span class="ansi-red-fg">red</span> &lt;b&gt;\n' +
        '<span style="font-weight:bold">bold</span>\n<span style="font-weight:bold">still</span>\n</pre>',
    );
  });

  test('shows of a progress bar what was written last', () => {
    assert.match(render(stdout('1/3\r2/3\r3/3\r\ndone')), />\n3\/3\ndone\n</);
  });

  test('that is long is folded without losing a line', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    const body = element(stdout(`${lines.join('\n')}\n`));
    assert.match(body.querySelector('summary')?.textContent ?? '', /Show all 20,000 lines/);
    assert.equal(body.querySelector('details')?.open, false);
    const text = [...body.querySelectorAll('pre')].map((pre) => pre.textContent).join('');
    assert.deepEqual(text.trim().split('\n'), lines);
  });

  test('that is short is not folded', () => {
    assert.equal(element(stdout('a\n'.repeat(60))).querySelector('details'), null);
  });
});

describe('an error', () => {
  test('has its name, its message and its traceback in colour', () => {
    const error = {
      ename: 'TypeError',
      evalue: 'x is <b>',
      traceback: ['\u001b[31mat\u001b[39m f'],
    };
    const body = element({ output_type: 'error', ...error });
    assert.equal(body.querySelector('.error-name')?.textContent, 'TypeError: x is <b>');
    assert.ok(body.querySelector('.traceback .ansi-red-fg'));
  });

  test('does not say its message twice', () => {
    const said = '\u001b[31mError\u001b[39m: no';
    for (const traceback of [
      [said, '  at f'],
      ['  at f', said],
    ]) {
      const body = element({ output_type: 'error', ename: 'Error', evalue: 'no', traceback });
      assert.equal(body.querySelector('.traceback')?.textContent.trim(), 'at f');
    }
  });
});
