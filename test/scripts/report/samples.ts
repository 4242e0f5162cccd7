import { PNG } from 'pngjs';
import type { MimeBundle, Notebook } from '../../../scripts/jupyter/nbformat';
import type { NotebookResult, RunResult } from '../../../scripts/runner/result';
import { code, markdown, notebookOf, resultOf, runOf, shown, stdout } from './builders';

const INK = 'rgb(121, 121, 122)';

/** A figure with its still picture, as a notebook's plot publishes it. */
export function plotBundle(title = 'Loss per epoch'): MimeBundle {
  const x = Array.from({ length: 40 }, (_, i) => i);
  const train = x.map((i) => 0.08 + Math.exp(-i / 6));
  const valid = x.map((i) => 0.11 + Math.exp(-i / 7) + 0.012 * Math.sin(i));
  const line = (y: number[]) =>
    x.map((i, k) => `${60 + i * 16},${360 - (y[k] ?? 0) * 280}`).join(' ');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="432" viewBox="0 0 720 432">
<text x="60" y="28" font-size="16" font-family="sans-serif" fill="${INK}">${title}</text>
<polyline points="${line(train)}" fill="none" stroke="#0072b2" stroke-width="2"/>
<polyline points="${line(valid)}" fill="none" stroke="#d55e00" stroke-width="2"/></svg>`;
  return {
    'application/vnd.plotly.v1+json': {
      data: [
        {
          type: 'scatter',
          mode: 'lines',
          name: 'training',
          x,
          y: train,
          line: { color: '#0072b2' },
        },
        {
          type: 'scatter',
          mode: 'lines',
          name: 'validation',
          x,
          y: valid,
          line: { color: '#d55e00' },
        },
      ],
      layout: {
        title: { text: title },
        xaxis: { title: { text: 'epoch' } },
        yaxis: { title: { text: 'mean squared error' } },
        height: 432,
        template: {
          layout: {
            font: { color: INK, size: 13 },
            legend: { orientation: 'h', x: 0, y: 0, yanchor: 'bottom', yref: 'container' },
            margin: { b: 44, l: 56, r: 20, t: 48 },
            title: { x: 0, xanchor: 'left', xref: 'paper' },
            xaxis: { automargin: true, showline: true, zeroline: false },
            yaxis: { automargin: true, showline: true, zeroline: false },
          },
        },
      },
    },
    'text/html': '<div id="plot"></div><script>document.title = "taken over"</script>',
    'image/svg+xml': svg,
    'text/plain': `${title}: 2 lines of 40 points`,
  };
}

/** A grey gradient as base64, 140 by 28 pixels. */
export function pngBase64(): string {
  const png = new PNG({ width: 140, height: 28 });
  for (let i = 0; i < png.width * png.height; i++) {
    png.data.fill(Math.round((255 * (i % png.width)) / png.width), 4 * i, 4 * i + 3);
    png.data[4 * i + 3] = 255;
  }
  return PNG.sync.write(png).toString('base64');
}

const INTRODUCTION = `# A linear autoencoder and PCA

You will be able to say **when an autoencoder finds the principal components**, and why a deeper one
need not. The encoder is $z = W_e x + b_e$ with $z \\in \\mathbb{R}^d$, the decoder
$\\hat{x} = W_d z + b_d$, and the loss is

$$
\\mathcal{L}(x, \\hat x) = \\frac{1}{n} \\sum_{i=1}^{n} \\left\\lVert x_i - \\hat x_i \\right\\rVert_2^2
+ \\lambda \\, \\mathrm{KL}\\bigl(\\rho \\,\\|\\, \\hat\\rho\\bigr).
$$

| layer | units | activation | parameters |
|---|---:|---|---:|
| encoder | 32 | relu | 25 120 |
| code | 2 | linear | 66 |
| decoder | 784 | sigmoid | 2 352 |

- Costs $5 and $6 stay prices; \`zMean\` stays code.
- A link to [the next notebook](failing.ipynb), one [outside](https://example.org/).

<details><summary>Solution</summary>

The bottleneck has *rank* $d$, so the best it can do is the span of the first $d$ components.

</details>
`;

const MODEL = `import { tf, manualSeed } from 'latentlab';

/** Builds the encoder: one dense layer down to the code. */
function buildEncoder({ latentDim = 2, hiddenUnits = 32 } = {}): tf.LayersModel {
  const input = tf.input({ shape: [784] });
  const hidden = tf.layers.dense({ units: hiddenUnits, activation: 'relu' }).apply(input);
  const code = tf.layers.dense({ units: latentDim, name: \`code-\${latentDim}\` }).apply(hidden);
  return tf.model({ inputs: input, outputs: code as tf.SymbolicTensor });
}

manualSeed(42);
const encoder = buildEncoder({ latentDim: 2 });`;

const TENSOR = `Tensor float32 [4, 12]
[[ 0.1203, -1.2044,  0.3312,  1.0021, -0.0210,  0.4410,  0.9981, -0.3110,  0.7710,  0.0023, -0.8819,  1.2201],
 [ 0.2203, -0.2044,  1.3312,  0.0021, -1.0210,  1.4410,  0.1981, -1.3110,  0.1710,  1.0023, -0.1819,  0.2201],
 [ 1.1203, -0.5044,  0.6312,  0.5021, -0.5210,  0.5410,  0.5981, -0.5110,  0.5710,  0.5023, -0.5819,  0.5201],
 [ 0.9203, -0.9044,  0.9312,  0.9021, -0.9210,  0.9410,  0.9981, -0.9110,  0.9710,  0.9023, -0.9819,  0.9201]]`;

function wideTable(): string {
  const columns = Array.from({ length: 24 }, (_, i) => `pixel ${i + 100}`);
  const row = (r: number) =>
    columns.map((_, c) => `<td>${(Math.sin(r * 24 + c) * 100).toFixed(2)}</td>`).join('');
  return `<style>td { color: inherit } body { display: none }</style><table><thead><tr><th></th>${columns
    .map((name) => `<th>${name}</th>`)
    .join('')}</tr></thead><tbody>${Array.from(
    { length: 5 },
    (_, r) => `<tr><th>${r}</th>${row(r)}</tr>`,
  ).join('')}</tbody></table></div></section>`;
}

const COLOURED_LOG = [
  '\u001b[1mEpoch 1/3\u001b[0m',
  '\u001b[32m✔\u001b[0m loss \u001b[33m0.2310\u001b[0m  validation \u001b[36m0.2411\u001b[0m',
  'batch 1/100\rbatch 50/100\rbatch 100/100',
  'größer, 数据, 🙂 and <b>not bold</b>',
].join('\n');

/** Text, equations, tensors, tables, pictures, a plot and 20000 lines of output. */
export function richNotebook(): Notebook {
  const lines = Array.from(
    { length: 20_000 },
    (_, i) => `step ${i}: loss ${(1 / (i + 1)).toFixed(6)}`,
  );
  return notebookOf([
    markdown('intro', INTRODUCTION),
    code('model', MODEL, [], 1),
    markdown('data', '## Data, looked at\n\nEach row is a picture of 28 by 28 pixels.'),
    code(
      'tensor',
      'xTrain.slice([0, 100], [4, 12])',
      [
        {
          output_type: 'execute_result',
          execution_count: 2,
          data: { 'text/plain': TENSOR },
          metadata: {},
        },
      ],
      2,
    ),
    code('table', 'new DataFrame(xTrain).head()', [shown({ 'text/html': wideTable() })], 3),
    code(
      'mosaic',
      'mosaic(xTrain.slice(0, 5))',
      [shown({ 'image/png': pngBase64(), 'text/plain': 'Five digits' })],
      4,
    ),
    markdown('train', '## Training\n\nThe loss falls fast, then slowly.'),
    code(
      'fit',
      'const history = await train(autoencoder, { epochs: 3 });',
      [stdout(COLOURED_LOG)],
      5,
    ),
    code('plot', 'plotHistory(history)', [shown(plotBundle())], 6),
    code(
      'long',
      'for (let i = 0; i < 20000; i++) console.log(`step ${i}`);',
      [stdout(`${lines.join('\n')}\n`)],
      7,
    ),
    code(
      'kinds',
      'showAll()',
      [
        shown({ 'text/latex': '$$\\hat\\rho_j = \\tfrac1m \\sum_i a_j(x_i)$$' }),
        shown({ 'text/markdown': 'A *summary* with $\\beta = 4$.' }),
        shown({ 'application/json': { latentDim: 2, units: [784, 32, 2], name: '</script>' } }),
        shown({
          'image/svg+xml':
            '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><circle cx="20" cy="20" r="16" fill="#009e73"/></svg>',
        }),
        shown({
          'text/html':
            '<p>Made by a script: <b id="by">nothing</b></p><script>document.getElementById("by").textContent = "a script"</script>',
        }),
        shown({ 'application/x-unknown': 1 }),
        { output_type: 'stream', name: 'stderr', text: 'A warning: weights were not saved.\n' },
      ],
      8,
    ),
    markdown(
      'exercise',
      '## Exercises\n\n1. Halve `latentDim`. What happens to the loss?\n2. Why?',
    ),
  ]);
}

const FAILING_SOURCE = `const weights = encoder.getWeights();
const kernel = weights[0];
// The shapes do not fit: this is what the report has to show.
const product = tf.matMul(kernel, tf.ones([3, 3]));
product.print();`;

const TRACEBACK = [
  '\u001b[31mError\u001b[39m: Error in matMul: inner shapes (32) and (3) of Tensors do not match',
  '    at \u001b[1mcell 4, line 4\u001b[22m: const product = tf.matMul(kernel, tf.ones([3, 3]));',
  '    at Object.assert (node_modules/@tensorflow/tfjs-core/dist/util_base.js:112:11)',
];

/** One failed cell and what comes after it. */
export function failingNotebook(): { notebook: Notebook; result: NotebookResult } {
  const error = {
    ename: 'Error',
    evalue:
      'Error in matMul: inner shapes (32) and (3) of Tensors with shapes 784,32 and 3,3 do not match',
    traceback: TRACEBACK,
  };
  const notebook = notebookOf([
    markdown('t', '# Tied weights\n\nThe decoder uses $W^\\top$ of the encoder.'),
    code('a', "import { tf } from 'latentlab';", [], 1),
    code('b', FAILING_SOURCE, [{ output_type: 'error', ...error }], 2),
    code('c', 'encoder.summary();', []),
  ]);
  const result = resultOf('notebooks/ntu/failing.ipynb', notebook, {
    title: 'Tied weights',
    status: 'failed',
  });
  const [, failed, last] = result.cells;
  if (failed) Object.assign(failed, { status: 'error', error: { ...error, line: 4 } });
  if (last) Object.assign(last, { status: 'not-run', executionCount: null, seconds: 0 });
  return { notebook, result };
}

/** A run in which all goes well. */
export function greenRun(): { run: RunResult; notebooks: Map<string, Notebook> } {
  const path = 'notebooks/ntu/linear-autoencoder.ipynb';
  const rich = richNotebook();
  const small = notebookOf([
    markdown('a', '# Denoising\n\n## Setup\n\nShort.'),
    code('b', 'const noise = randn([2, 2], { stddev: 0.3 });\nnoise', [stdout('done\n')]),
  ]);
  return {
    run: runOf([
      resultOf(path, rich, {
        title: 'A linear autoencoder and PCA',
        parameters: { epochs: 3, quick: true },
      }),
      resultOf('notebooks/torch/denoising.ipynb', small, { title: 'Denoising', status: 'cached' }),
    ]),
    notebooks: new Map([
      [path, rich],
      ['notebooks/torch/denoising.ipynb', small],
    ]),
  };
}

/** A run with every way to fail, and names that would like to be HTML. */
export function redRun(): { run: RunResult; notebooks: Map<string, Notebook> } {
  const { run, notebooks } = greenRun();
  const { notebook, result } = failingNotebook();
  const slow = notebookOf([
    markdown('t', '# Long training'),
    code('a', 'while (true) {}', [stdout('Epoch 1\n')], 1),
  ]);
  const hostile = '<script>alert(1)</script>';
  const timeout = resultOf('notebooks/keras/slow.ipynb', slow, {
    title: 'Long training',
    status: 'timeout',
    message: 'Cell 2 ran longer than 60 seconds and was stopped.',
  });
  Object.assign(timeout.cells[0] ?? {}, { status: 'timeout', seconds: 60 });
  return {
    run: runOf([
      ...run.notebooks,
      result,
      timeout,
      resultOf(`notebooks/${hostile}.ipynb`, notebookOf([]), {
        title: hostile,
        status: 'dead',
        message: `The kernel ended before it answered: ${hostile}`,
        startSeconds: undefined,
        peakMemoryBytes: undefined,
      }),
      resultOf('notebooks/lfw/skipped.ipynb', notebookOf([]), {
        title: 'Faces',
        status: 'skipped',
        message: 'The data set is not on this machine.',
        seconds: 0,
      }),
    ]),
    notebooks: new Map([...notebooks, [result.path, notebook], [timeout.path, slow]]),
  };
}
