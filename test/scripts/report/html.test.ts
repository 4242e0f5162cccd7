import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { renderHtml } from '../../../scripts/report/html';
import type { NotebookResult } from '../../../scripts/runner/result';
import { code, markdown, notebookOf, resultOf, runOf, shown } from './builders';
import { greenRun, redRun } from './samples';

function pageOf({ run, notebooks }: ReturnType<typeof greenRun>) {
  const html = renderHtml(run, notebooks);
  return { html, document: new JSDOM(html).window.document };
}

const green = pageOf(greenRun());
const red = pageOf(redRun());

describe('the page as a file', () => {
  test('asks the network for nothing', () => {
    const addresses = [...red.document.querySelectorAll('[src], link[href]')].map(
      (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
    );
    assert.ok(addresses.length > 0);
    for (const address of addresses) assert.match(address, /^data:/);
    for (const [, url] of red.html.matchAll(/url\(([^)]*)\)/g))
      assert.match(url ?? '', /^["']?data:|^#/);
    const policy = red.document.querySelector('meta[http-equiv="Content-Security-Policy"]');
    assert.match(policy?.getAttribute('content') ?? '', /default-src 'none'/);
  });

  test('has every anchor that it links to, and each once', () => {
    const ids = [...red.document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    const links = [...red.document.querySelectorAll('a[href^="#"]')].map((a) =>
      a.getAttribute('href')?.slice(1),
    );
    assert.ok(links.length > 20);
    for (const link of links) assert.ok(ids.includes(link ?? ''), `#${link}`);
  });

  test('holds plotly.js once where there is a plot, and not where there is none', () => {
    assert.equal(green.document.querySelectorAll('#plotly').length, 1);
    const plain = notebookOf([code('a', '1 + 1')]);
    const run = runOf([resultOf('a.ipynb', plain)]);
    const html = renderHtml(run, new Map([['a.ipynb', plain]]));
    assert.equal(html.includes('id="plotly"'), false);
    assert.ok(html.length < 100_000, `${html.length} characters`);
  });

  test('holds the fonts of equations that it shows, and no others', () => {
    const fonts = (html: string) =>
      [...html.matchAll(/font-family:KaTeX_(\w+);/g)].map(([, f]) => f);
    const page = (text: string) => {
      const notebook = notebookOf([markdown('a', text)]);
      return renderHtml(runOf([resultOf('a.ipynb', notebook)]), new Map([['a.ipynb', notebook]]));
    };
    assert.deepEqual(fonts(page('no equation')), []);
    const some = new Set(fonts(page('$x + \\mathbb{R}$').split('.katex{')[0] ?? ''));
    assert.deepEqual(some, new Set(['AMS', 'Main', 'Math']));
  });
});

describe('the overview', () => {
  test('says of a run without failures that all is well', () => {
    const { document } = green;
    assert.match(
      document.querySelector('h1')?.textContent ?? '',
      /All 2 notebooks ran without errors/,
    );
    assert.equal(document.querySelector('#errors'), null);
  });

  test('says in a sentence how the run went', () => {
    const notebook = notebookOf([code('a', 'x')]);
    const sentence = (...statuses: NotebookResult['status'][]) => {
      const results = statuses.map((status, i) => resultOf(`${i}.ipynb`, notebook, { status }));
      const { document } = new JSDOM(renderHtml(runOf(results), new Map())).window;
      return document.querySelector('h1')?.textContent.slice(1);
    };
    assert.equal(sentence(), 'No notebooks were run');
    assert.equal(sentence('ok'), 'The notebook ran without errors');
    assert.equal(sentence('dead'), 'The notebook failed');
    assert.equal(sentence('ok', 'skipped'), 'No errors, 1 of 2 skipped');
    assert.equal(sentence('ok', 'timeout', 'skipped'), '1 of 3 notebooks failed');
  });

  test('puts the errors first, with cell, name, message and the marked line', () => {
    const { document } = red;
    assert.match(document.querySelector('h1')?.textContent ?? '', /3 of 6 notebooks failed/);
    const sections = [...document.querySelectorAll('#overview > section')];
    assert.equal(sections[0]?.id, 'errors');
    const [failure] = document.querySelectorAll('.failure');
    assert.match(failure?.querySelector('h3')?.textContent ?? '', /Tied weights, cell 3/);
    assert.match(
      failure?.querySelector('.error-name')?.textContent ?? '',
      /^Error: Error in matMul/,
    );
    const marked = failure?.querySelectorAll('mark') ?? [];
    assert.equal(marked.length, 1);
    assert.equal(
      marked[0]?.textContent.trim(),
      'const product = tf.matMul(kernel, tf.ones([3, 3]));',
    );
    assert.equal(marked[0]?.getAttribute('data-line'), '4');
    assert.ok(failure?.querySelector('.traceback .ansi-red-fg'));
  });

  test('tells why a notebook without a failed cell failed', () => {
    const messages = [...red.document.querySelectorAll('.failure .message')].map(
      (p) => p.textContent,
    );
    assert.deepEqual(messages, [
      'Cell 2 ran longer than 60 seconds and was stopped.',
      'The kernel ended before it answered: <script>alert(1)</script>',
    ]);
  });

  test("does not repeat an error's message as the notebook's", () => {
    const notebook = notebookOf([code('a', 'f()')]);
    const render = (message: string) => {
      const result = resultOf('a.ipynb', notebook, { status: 'failed', message });
      const error = { ename: 'TypeError', evalue: 'no f', traceback: [] };
      Object.assign(result.cells[0] ?? {}, { status: 'error', error });
      const html = renderHtml(runOf([result]), new Map([['a.ipynb', notebook]]));
      return new JSDOM(html).window.document.querySelectorAll('.message').length;
    };
    assert.equal(render('TypeError: no f'), 0);
    assert.equal(render('TypeError: no f\nThe executed notebook could not be written.'), 2);
  });

  test('has a row for each notebook with cells, time, memory and a bar of its cells', () => {
    const rows = [...green.document.querySelectorAll('.notebooks tbody tr')];
    assert.equal(rows.length, 2);
    const cells = [...(rows[0]?.querySelectorAll('td') ?? [])].map((td) => td.textContent.trim());
    assert.equal(cells[0], '✓ passed');
    assert.equal(cells[1], '8 / 8');
    assert.match(cells[2] ?? '', /^\d+\.\d s$/);
    assert.equal(cells[3], '312 MB');
    const shares = [...(rows[0]?.querySelectorAll<HTMLElement>('.time-bar a') ?? [])].map((a) =>
      Number(a.style.flexGrow),
    );
    assert.equal(shares.length, 8);
    assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-3);
  });

  test('lists the facts about the environment', () => {
    const text = green.document.querySelector('.environment')?.textContent ?? '';
    assert.match(text, /Node\.js\s*v20\.19\.0/);
  });
});

describe('notebooks in the page', () => {
  test('show text, code, counts and outputs in their order', () => {
    const section = green.document.querySelector('#n1');
    assert.equal(section?.querySelector('h2')?.textContent, 'A linear autoencoder and PCA');
    assert.match(section?.querySelector('#n1-c4 .code')?.textContent ?? '', /xTrain\.slice/);
    assert.equal(section?.querySelector('#n1-c4 .count')?.textContent, '[2]');
    assert.match(section?.querySelector('#n1-c4 .output')?.textContent ?? '', /Tensor float32/);
    assert.ok(section?.querySelector('.hljs-keyword'));
  });

  test('link to each other', () => {
    const notebook = notebookOf([markdown('a', '[next](../b/next.ipynb)')]);
    const other = notebookOf([markdown('a', 'x')]);
    const html = renderHtml(
      runOf([resultOf('x/a/first.ipynb', notebook), resultOf('x/b/next.ipynb', other)]),
      new Map([
        ['x/a/first.ipynb', notebook],
        ['x/b/next.ipynb', other],
      ]),
    );
    assert.match(html, /<a href="#n2">next<\/a>/);
  });

  test('that were never executed show what their result knows', () => {
    const notebook = notebookOf([code('a', 'let x = 1;')]);
    const html = renderHtml(runOf([resultOf('a.ipynb', notebook, { title: 'Alone' })]), new Map());
    const { document } = new JSDOM(html).window;
    assert.equal(document.querySelector('#n1 h2')?.textContent, 'Alone');
    assert.match(document.querySelector('#n1-c1')?.textContent ?? '', /let x = 1;/);
  });

  test('carry all figures as data that nothing in them can close', () => {
    const figure = { data: [{ name: '</script><script>alert(1)</script>' }], layout: {} };
    const notebook = notebookOf([
      code('a', 'x', [shown({ 'application/vnd.plotly.v1+json': figure })]),
    ]);
    const html = renderHtml(
      runOf([resultOf('a.ipynb', notebook)]),
      new Map([['a.ipynb', notebook]]),
    );
    const { document } = new JSDOM(html).window;
    const data = document.querySelector('.plot script')?.textContent ?? '';
    assert.deepEqual(JSON.parse(data), figure);
  });
});

describe('hostile text', () => {
  test('is shown as text wherever a result carries it', () => {
    const hostile =
      '"><script>window.broken = true</script><img src=x onerror="window.broken = true">';
    const notebook = notebookOf([
      markdown('m', `# ${hostile}\n\n[x](javascript:alert(1))`),
      code('a', `// ${hostile}`, [
        { output_type: 'stream', name: 'stdout', text: hostile },
        { output_type: 'error', ename: hostile, evalue: hostile, traceback: [hostile] },
        shown({ 'text/plain': hostile, 'image/png': hostile }),
        shown({ [hostile]: hostile }),
      ]),
    ]);
    const result = resultOf(hostile, notebook, {
      title: hostile,
      status: 'failed',
      message: hostile,
      parameters: { [hostile]: hostile },
    });
    const error = { ename: hostile, evalue: hostile, traceback: [hostile], line: 1 };
    Object.assign(result.cells[0] ?? {}, { status: 'error', error });
    const run = { ...runOf([result]), environment: { [hostile]: hostile }, startedAt: hostile };
    for (const notebooks of [new Map([[hostile, notebook]]), new Map()]) {
      const html = renderHtml(run, notebooks);
      const { window } = new JSDOM(html, { runScripts: 'outside-only' });
      const { document } = window;
      assert.equal(document.querySelectorAll('[onerror]').length, 0);
      const scripts = [...document.querySelectorAll('script')].map((s) => s.textContent);
      for (const script of scripts) assert.equal(script.includes('broken'), false);
      assert.equal(html.includes('href="javascript:'), false);
      assert.match(
        document.querySelector('.notebooks th[scope="row"]')?.textContent ?? '',
        /<script>/,
      );
    }
  });
});

test('a notebook with synthetic data has a badge beside its name and at its beginning', () => {
  const notebook = notebookOf([code('a', '1 + 1')]);
  const [real, drawn] = [
    resultOf('real.ipynb', notebook),
    resultOf('drawn.ipynb', notebook, { standIns: ['synthetic digits', 'synthetic <faces>'] }),
  ];
  const html = renderHtml(
    runOf([real, drawn]),
    new Map([real, drawn].map(({ path }) => [path, notebook])),
  );
  const { document } = new JSDOM(html).window;
  const badges = [...document.querySelectorAll('.badge.stand-in')];
  assert.deepEqual(
    badges.map((badge) => [badge.textContent, badge.getAttribute('title')]),
    new Array(2).fill(['synthetic data', 'synthetic digits, synthetic <faces>']),
  );
  assert.match(badges[0]?.closest('tr')?.textContent ?? '', /drawn\.ipynb/);
  assert.match(badges[1]?.closest('section')?.textContent ?? '', /drawn\.ipynb/);
});
