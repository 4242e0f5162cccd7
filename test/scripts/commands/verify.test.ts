import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook, writeNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn } from '../fixtures/command-line';
import { notebookOf, type CellText } from '../fixtures/kernels';
import { picture } from '../verify/outputs';

const shade = (level: number) =>
  `bundle ${JSON.stringify({ 'image/png': picture(24, 24, (x) => [x < 12 ? level : 9, 0, 0]) })}`;
const plot = (y: number) =>
  `bundle ${JSON.stringify({ 'application/vnd.plotly.v1+json': { data: [{ y: [1, y] }] } })}`;
const table = (value: number) =>
  `bundle ${JSON.stringify({ 'text/html': `<table><tr><td>${value}</td></tr></table>` })}`;

const cells = (loss: number, time = 1): CellText[] => [
  '# Title',
  `print loss ${loss}\\n`,
  shade(loss * 100),
  plot(loss),
  table(loss),
  [['nondeterministic'], `print ${time} s\\n`],
];

async function recorded(t: Parameters<typeof project>[0], of: CellText[]) {
  const folder = await project(t, { 'a.ipynb': notebookOf(of, asksForFake) });
  const { code, stdout } = await latentlab(folder, 'run', '--record', 'record');
  assert.equal(code, 0);
  assert.match(stdout, /Recorded 1 of 1 in record\n/);
  const write = (...args: Parameters<typeof notebookOf>) =>
    writeNotebook(join(folder, 'notebooks/a.ipynb'), notebookOf(...args));
  return { folder, write };
}

test('a rerun that is as recorded passes, whatever is never the same', async (t) => {
  const { folder, write } = await recorded(t, cells(1));
  await write(cells(1.00001, 7), asksForFake);
  const { code, stdout, stderr } = await latentlab(folder, 'verify', '--against', 'record');
  assert.equal(code, 0, stdout + stderr);
  assert.equal(resultIn(folder, 'out/verify/run.json').notebooks[0]?.status, 'ok');
});

test('a rerun that differs fails, and every report tells what differs', async (t) => {
  const { folder, write } = await recorded(t, cells(1));
  await write(cells(2), asksForFake);
  const { code, stdout } = await latentlab(folder, 'verify', '--against', 'record');
  assert.equal(code, 1);
  assert.match(stdout, /different\s+1\/5/);
  assert.match(stdout, /cell 2\n\s+stdout: 1 number moved, .*\n\s+- loss 1\n\s+\+ loss 2\n/);
  const { cells: results = [], status } =
    resultIn(folder, 'out/verify/run.json').notebooks[0] ?? {};
  assert.equal(status, 'different');
  assert.deepEqual(
    results.map((cell) => cell.differences?.map(({ output }) => output)),
    [['stdout'], ['image/png'], ['application/vnd.plotly.v1+json'], ['text/html'], undefined],
  );
  const read = (name: string) => readFile(join(folder, 'out/verify', name), 'utf8');
  assert.equal((await read('junit.xml')).match(/<failure /g)?.length, 4);
  assert.match(await read('report.html'), /<figcaption>what changed<\/figcaption>/);
  assert.ok(!existsSync(join(folder, 'out/verify/record')));
});

test('the tolerances are those that are given', async (t) => {
  const { folder, write } = await recorded(t, ['print loss 100\\n', shade(100)]);
  await write(['print loss 101\\n', shade(200)], asksForFake);
  const verify = async (...args: string[]) =>
    (await latentlab(folder, 'verify', '--against', 'record', ...args)).code;
  assert.equal(await verify(), 1);
  assert.equal(await verify('--rtol', '0.02'), 1, 'the picture');
  assert.equal(await verify('--rtol', '0.02', '--similarity', '0.5'), 0);
  assert.equal(await verify('--atol', '1', '--similarity', '0.5'), 0);
  assert.equal(await verify('--rtol', '-1'), 2);
  assert.equal(await verify('--similarity', 'much'), 2);
});

test('a record holds the outputs and no times, of the notebooks that ran through', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['print one'], asksForFake),
    'b.ipynb': notebookOf(['error E v'], asksForFake),
  });
  const { code, stdout } = await latentlab(folder, 'run', '--record', 'record');
  assert.equal(code, 1);
  assert.match(stdout, /Recorded 1 of 2 in record\n/);
  const { cells: kept, metadata } = await readNotebook(join(folder, 'record/notebooks/a.ipynb'));
  assert.deepEqual(kept[0]?.cell_type === 'code' && kept[0].outputs, [
    { output_type: 'stream', name: 'stdout', text: 'one' },
  ]);
  assert.deepEqual([kept[0]?.metadata, metadata['latentlab']], [{}, undefined]);
  assert.ok(!existsSync(join(folder, 'record/notebooks/b.ipynb')));
  const again = await latentlab(folder, 'verify', '--against', 'record');
  assert.equal(again.code, 2);
  assert.match(
    again.stderr,
    /no record in record of notebooks\/b\.ipynb\. Make it with latentlab run --record record/,
  );
});

test('the last run is a record too, and is not overwritten', async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print one'], asksForFake) });
  await latentlab(folder, 'run');
  assert.equal((await latentlab(folder, 'verify', '--against', 'out')).code, 0);
  const same = await latentlab(folder, 'verify', '--against', 'out', '--output', 'out');
  assert.equal(same.code, 2);
  assert.match(same.stderr, /would overwrite the record in out\. Choose another folder/);
  await rm(join(folder, 'out'), { recursive: true });
  assert.equal((await latentlab(folder, 'verify', '--against', 'out')).code, 2);
  assert.equal((await latentlab(folder, 'verify')).code, 2, 'against what?');
});

test('a rerun takes the parameters of the record', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf([[['parameters'], 'let n = 1;'], 'print x'], asksForFake),
  });
  await latentlab(folder, 'run', '-p', 'n', '2', '--record', 'record');
  const verify = (...args: string[]) => latentlab(folder, 'verify', '--against', 'record', ...args);
  const other = await verify('-p', 'n', '3');
  assert.equal(other.code, 1);
  assert.match(other.stdout, /recorded with other parameters\. Run it with the same ones/);
  assert.equal((await verify('-p', 'n', '2')).code, 0);
});

test('the first difference stops the run where that is asked for', async (t) => {
  const notebook = (text: string) => notebookOf([`print ${text}`], asksForFake);
  const folder = await project(t, { 'a.ipynb': notebook('one'), 'b.ipynb': notebook('two') });
  await latentlab(folder, 'run', '--record', 'record');
  await writeNotebook(join(folder, 'notebooks/a.ipynb'), notebook('other'));
  const args = ['--against', 'record', '--fail-fast', '--jobs', '1'];
  assert.equal((await latentlab(folder, 'verify', ...args)).code, 1);
  assert.deepEqual(
    resultIn(folder, 'out/verify/run.json').notebooks.map(({ status }) => status),
    ['different', 'skipped'],
  );
});
