import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMarkdown } from '../../../scripts/report/markdown';

const render = (source: string, context = {}) =>
  renderMarkdown(source, { anchor: 'n1', ...context }).html.text;

describe('equations', () => {
  test('are drawn from $…$, $$…$$ and bare environments', () => {
    assert.match(render('mean $\\mu$ here'), /<p>mean <span class="katex">.*<\/span> here<\/p>/s);
    for (const source of [
      '$$\nx^2\n$$',
      'so $$x^2$$ holds',
      '\\begin{align}\na &= b\n\\end{align}',
    ]) {
      assert.match(render(source), /class="katex-display"/, source);
    }
  });

  test('leave prices and code alone', () => {
    const html = render('It costs $5 or $6; `$x$` is code.');
    assert.equal(html, '<p>It costs $5 or $6; <code>$x$</code> is code.</p>\n');
  });

  test('show a mistake where it stands instead of failing', () => {
    assert.match(render('$\\frac{1}$ and on'), /katex-error.*and on/s);
  });

  test('cannot be forged through their placeholders', () => {
    assert.equal(render('$x$ then 0:0;').match(/class="katex"/g)?.length, 1);
  });
});

describe('HTML in Markdown', () => {
  test('keeps details and tables', () => {
    const html = render('<details><summary>Solution</summary>\n\n**text**\n\n</details>');
    assert.match(html, /<details><summary>Solution<\/summary>/);
    assert.match(html, /<strong>text<\/strong>/);
  });

  test('loses scripts, handlers, styles and frames', () => {
    const html = render(
      '<script>bad()</script><b onclick="bad()" style="position:fixed">x</b><iframe src="y"></iframe>',
    );
    assert.equal(html, '<b>x</b>');
  });

  test('cannot leave elements open or close those of the page', () => {
    assert.equal(render('</section></main>\n\ntext'), '\n<p>text</p>\n');
    assert.equal(render('<div>\n\ntext').trim(), '<div>\n<p>text</p>\n</div>');
  });
});

describe('pictures', () => {
  const pixel = 'data:image/png;base64,AAAA';

  test('come from attachments and data', () => {
    const attachment = (name: string) => (name === 'a b.png' ? pixel : undefined);
    const html = render('![A digit](attachment:a%20b.png)', { attachment });
    assert.match(html, new RegExp(`<img src="${pixel}" alt="A digit" ?/?>`));
    assert.match(render(`![x](${pixel})`), /<img/);
  });

  test('from elsewhere are named instead of fetched', () => {
    for (const source of ['https://example.org/x.png', 'figures/x.png', 'attachment:lost.png']) {
      const html = render(`![A digit](${source})`);
      assert.equal(html, '<p><span class="absent-image">A digit</span></p>\n', source);
    }
    assert.equal(render('<img src="https://example.org/x.png">').includes('example.org'), false);
  });
});

describe('headings', () => {
  test('move one level down and get anchors of their own', () => {
    const taken = new Set<string>();
    const first = renderMarkdown('# What is $z$?\n\n## Exercise', { anchor: 'n1', taken });
    const second = renderMarkdown('## Exercise', { anchor: 'n1', taken });
    assert.deepEqual(first.headings, [
      { level: 1, text: 'What is z?', id: 'n1-what-is-z' },
      { level: 2, text: 'Exercise', id: 'n1-exercise' },
    ]);
    assert.deepEqual(second.headings, [{ level: 2, text: 'Exercise', id: 'n1-exercise-2' }]);
    assert.match(first.html.text, /^<h2 id="n1-what-is-z">/);
  });

  test('are reached by links within the notebook', () => {
    assert.match(render('[there](#What-is-learnt?)'), /href="#n1-what-is-learnt"/);
  });
});

test('code in Markdown is highlighted by its language', () => {
  assert.match(render('```ts\nconst x = 1;\n```'), /<span class="hljs-keyword">const<\/span>/);
  assert.match(render('```\n<b>\n```'), /<pre class="code"><code>&lt;b&gt;\n<\/code><\/pre>/);
});

test('wide tables scroll in a box of their own', () => {
  assert.match(render('|a|b|\n|-|-:|\n|1|2|'), /<div class="table-box"><table>.*text-align:right/s);
});
