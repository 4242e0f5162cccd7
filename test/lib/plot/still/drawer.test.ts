import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { figureBundle } from '../../../../lib/plot/bundle';
import { plotLines } from '../../../../lib/plot/lines';
import { StillDrawer, type StillRequest } from '../../../../lib/plot/still/drawer';

const request: StillRequest = { figure: '{}', width: 10, height: 10, pngAbove: 100 };
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentlab-drawer-'));
});
after(() => rm(folder, { recursive: true }));

/** A worker with a body of its own; `port` is its end of the line, and it is ready at once. */
async function workerFile(name: string, body: string): Promise<string> {
  const file = join(folder, `${name}.js`);
  const start = "const { parentPort: port } = require('node:worker_threads');\n";
  await writeFile(file, `${start}port.postMessage({ ready: true });\n${body}`);
  return file;
}

test('a thread that hangs is ended, and the next figure gets a new one', async () => {
  const file = await workerFile(
    'hangs',
    "port.on('message', ({ figure }) => { if (figure === 'hang') for (;;); port.postMessage({ svg: figure }); });",
  );
  const drawer = new StillDrawer({ workerFile: file, timeout: 300 });
  const [hung, next] = await Promise.all([
    drawer.draw({ ...request, figure: 'hang' }),
    drawer.draw({ ...request, figure: 'fine' }),
  ]);
  assert.deepEqual(hung, { error: 'Drawing took longer than 0.3 s.' });
  assert.deepEqual(next, { svg: 'fine' });
});

test('a figure whose drawing hangs has a placeholder in its bundle, with all the other types', async () => {
  const file = await workerFile('silent', "port.on('message', () => {});");
  const drawer = new StillDrawer({ workerFile: file, timeout: 200 });
  const bundle = await figureBundle(plotLines({ title: 'Lost', series: { a: [1] } }), drawer);
  assert.match(bundle['image/svg+xml'] as string, /Lost.*Drawing took longer than 0\.2 s\./s);
  assert.ok((bundle['text/html'] as string).includes('data:image/svg+xml;base64,'));
  assert.ok(bundle['application/vnd.plotly.v1+json']);
});

test('a thread that never gets ready is ended too', async () => {
  const file = join(folder, 'never-ready.js');
  await writeFile(file, 'setInterval(() => {}, 1000);');
  const drawer = new StillDrawer({ workerFile: file, startTimeout: 200 });
  assert.deepEqual(await drawer.draw(request), {
    error: 'Starting to draw took longer than 0.2 s.',
  });
});

test('a thread that dies, throws or does not exist is a reply, not an exception', async () => {
  const dies = await workerFile('dies', "port.on('message', () => process.exit(3));");
  const throws = await workerFile('throws', "port.on('message', () => { throw new Error('no') });");
  const reply = (file: string) => new StillDrawer({ workerFile: file }).draw(request);
  assert.deepEqual(await reply(dies), { error: 'The drawing thread ended.' });
  assert.deepEqual(await reply(throws), { error: 'Error: no' });
  const absent = await reply(join(folder, 'absent.js'));
  assert.match((absent as { error: string }).error, /Cannot find module/);
});

test('figures are drawn one after the other, in order', async () => {
  const file = await workerFile(
    'echo',
    'let running = 0;\n' +
      "port.on('message', ({ figure }) => { running += 1; setTimeout(() => {" +
      'port.postMessage({ svg: `${figure} ${running}` }); running -= 1; }, 5); });',
  );
  const drawer = new StillDrawer({ workerFile: file });
  const replies = await Promise.all(
    ['a', 'b', 'c'].map((figure) => drawer.draw({ ...request, figure })),
  );
  assert.deepEqual(replies, [{ svg: 'a 1' }, { svg: 'b 1' }, { svg: 'c 1' }]);
});

test('a script that plots ends by itself', async () => {
  const lines = join(__dirname, '../../../../lib/plot/lines.js');
  const script =
    `const { plotLines } = require(${JSON.stringify(lines)});` +
    "plotLines({ series: { a: [1, 2] } })[Symbol.for('Jupyter.display')]()" +
    ".then((bundle) => console.log(bundle['image/svg+xml'].includes('js-line')));";
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    timeout: 120_000,
  });
  assert.equal(stdout.trim(), 'true');
});
