import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNotebook } from '../../../scripts/jupyter/notebook-file';
import { asksForFake, latentlab, project, resultIn, start } from '../fixtures/command-line';
import {
  childrenOf,
  eventually,
  isRunning,
  notebookOf,
  temporaryFolder,
} from '../fixtures/kernels';
import { pythonWith } from '../fixtures/python';

const hasProc = process.platform === 'linux';

/** Starts a run and waits until its cells run. */
async function startedRun(folder: string, marks: string[]) {
  const run = start(folder, 'run', '--jobs', '2');
  const pidFiles = marks.map((mark) => join(folder, mark));
  const areThere = () =>
    pidFiles.every((file) => existsSync(file) && readFileSync(file).length > 0);
  await eventually(areThere, 'the cells to run');
  const kernels = childrenOf(run.child.pid ?? 0);
  const pids = [...kernels, ...pidFiles.map((file) => Number(readFileSync(file, 'utf8')))];
  assert.equal(pids.filter(isRunning).length, 2 * marks.length);
  return { ...run, pids };
}

test('all notebooks are run, and executed copies and reports written', async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['# First', 'print one'], asksForFake),
    'sub/b.ipynb': notebookOf(['print two'], asksForFake),
  });
  const { code, stdout, stderr } = await latentlab(folder, 'run');
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.match(stdout, /✓ notebooks\/a\.ipynb {6}ok {8}1\/1/);
  assert.match(stdout, /All 2 notebooks ran in /);
  assert.match(stdout, / Report {2}out\/report\.html\n$/);
  const result = resultIn(folder);
  assert.deepEqual(
    result.notebooks.map(({ path, status, outputPath, kernel }) => [
      path,
      status,
      outputPath,
      kernel,
    ]),
    [
      ['notebooks/a.ipynb', 'ok', 'out/notebooks/a.ipynb', 'fake'],
      ['notebooks/sub/b.ipynb', 'ok', 'out/notebooks/sub/b.ipynb', 'fake'],
    ],
  );
  assert.equal(result.environment['node'], process.version);
  assert.equal(result.environment['mode'], 'quick');
  assert.match(result.environment['cpu'] ?? '', /^\d+ × \S/);
  assert.match(readFileSync(join(folder, 'out/report.html'), 'utf8'), /First/);
  assert.match(readFileSync(join(folder, 'out/junit.xml'), 'utf8'), /notebooks\/a\.ipynb/);
  const { cells } = await readNotebook(join(folder, 'out/notebooks/a.ipynb'));
  assert.equal(cells[1]?.cell_type === 'code' && cells[1].outputs.length, 1);
  assert.deepEqual(readdirSync(join(folder, 'tmp')), [], 'no temporary file is left');
});

test('a failure is told with cell, error and line, and makes the exit code 1', async (t) => {
  const folder = await project(t, {
    'bad.ipynb': notebookOf(['# t', 'print x\nerror TypeError no @2', 'print y'], asksForFake),
    'good.ipynb': notebookOf(['print z'], asksForFake),
  });
  const { code, stdout } = await latentlab(folder, 'run');
  assert.equal(code, 1);
  assert.match(
    stdout,
    / ✗ notebooks\/bad\.ipynb, cell 2, line 2\n {5}TypeError: no\n {5}2 │ error TypeError no @2\n/,
  );
  assert.match(stdout, / 1 of 2 failed after /);
  assert.deepEqual(
    resultIn(folder).notebooks.map(({ status }) => status),
    ['failed', 'ok'],
  );
  assert.ok(existsSync(join(folder, 'out/notebooks/bad.ipynb')));
});

test('the flags say what is run, how, and where everything goes', async (t) => {
  const latentlabMetadata = { quick: { epochs: 1 }, full: { epochs: 99 } };
  const folder = await project(t, {
    'a.ipynb': notebookOf([[['parameters'], 'let epochs = 1;'], 'hang'], {
      latentlab: latentlabMetadata,
    }),
    'b.ipynb': notebookOf(['print x']),
  });
  const { code, stdout } = await latentlab(
    folder,
    ...['run', 'notebooks/a*.ipynb', '--full', '--kernel', 'FAKE', '--timeout', '0.3'],
    ...['--output', 'o', '--json', 'x/r.json', '--html', 'x/r.html', '--junit', 'x/r.xml'],
  );
  assert.equal(code, 1);
  assert.match(stdout, /The cell ran longer than 0\.3 s\./);
  assert.deepEqual(readdirSync(join(folder, 'x')).sort(), ['r.html', 'r.json', 'r.xml']);
  assert.deepEqual(readdirSync(join(folder, 'o')).sort(), ['notebooks', 'times.json']);
  const { notebooks, environment } = resultIn(folder, 'x/r.json');
  assert.equal(environment['mode'], 'full');
  assert.deepEqual(
    notebooks.map(({ path, parameters, status }) => [path, parameters, status]),
    [['notebooks/a.ipynb', { epochs: 99 }, 'timeout']],
  );
});

test('a wrong call exits with 2 and a sentence', async (t) => {
  const folder = await project(t, {});
  const calls: [string[], RegExp][] = [
    [['run'], /^There is no file or folder notebooks\. Check the path\.\n$/],
    [['run', 'absent.ipynb'], /^There is no file or folder absent\.ipynb\./],
    [['run', '*.ipynb'], /^No notebook matches \*\.ipynb\./],
    [['run', '--jobs', '0'], /must be a number greater than 0/],
    [['run', '--jobs', '1.5'], /must be a whole number/],
    [['run', '--timeout', 'soon'], /must be a number greater than 0/],
    [['run', '--full', '--quick'], /cannot be used with/],
    [['run', '--unknown'], /unknown option/],
    [['unknown'], /unknown command/],
  ];
  for (const [args, message] of calls) {
    const { code, stderr, stdout } = await latentlab(folder, ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
    assert.equal(stdout, '');
  }
  assert.ok(!existsSync(join(folder, 'out')), 'nothing is written');
});

test('a kernel that is not there, and an output that cannot be, exit with 3', async (t) => {
  const folder = await project(t, { 'a.ipynb': notebookOf(['print x']) });
  const absent = await latentlab(folder, 'run', '--kernel', 'absent');
  assert.equal(absent.code, 3);
  assert.match(absent.stderr, /^There is no kernel called 'absent'\. Install it/);
  await writeFile(join(folder, 'file'), '');
  const blocked = await latentlab(folder, 'run', '--output', 'file/out');
  assert.equal(blocked.code, 3);
  assert.match(blocked.stderr, /file\/out/);
});

test('help tells the commands, and help is no failure', async (t) => {
  const folder = await temporaryFolder(t);
  const top = await latentlab(folder, '--help');
  assert.equal(top.code, 0);
  for (const word of ['run', 'setup', 'doctor']) assert.match(top.stdout, new RegExp(`  ${word} `));
  const run = await latentlab(folder, 'run', '--help');
  for (const flag of [
    '--output',
    '--json',
    '--html',
    '--junit',
    '--jobs',
    '--timeout',
    '--kernel',
  ]) {
    assert.ok(run.stdout.includes(flag), flag);
  }
  assert.match(run.stdout, /130 interrupted/);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(
    `${signal} stops the cells, writes what there is and exits with 130`,
    { skip: !hasProc },
    async (t) => {
      const folder = await project(t, {
        'a.ipynb': notebookOf(['print a\nescapee ../pid\nhang', 'print b'], asksForFake),
        'b.ipynb': notebookOf(['grandchild ../pid2\nhang'], asksForFake),
        'c.ipynb': notebookOf(['print c'], asksForFake),
      });
      const { child, ended, pids } = await startedRun(folder, ['pid', 'pid2']);
      child.kill(signal);
      const { code, stdout } = await ended;
      assert.equal(code, 130);
      assert.match(stdout, /Stopping the running cells; once more to stop at once\./);
      assert.match(stdout, / Interrupted after /);
      const { notebooks } = resultIn(folder);
      assert.deepEqual(
        notebooks.map(({ status, cells }) => [status, ...cells.map((cell) => cell.status)]),
        [
          ['interrupted', 'interrupted', 'not-run'],
          ['interrupted', 'interrupted'],
          ['interrupted'],
        ],
      );
      assert.ok(existsSync(join(folder, 'out/report.html')));
      assert.ok(existsSync(join(folder, 'out/junit.xml')));
      const { cells } = await readNotebook(join(folder, 'out/notebooks/a.ipynb'));
      assert.equal(cells[0]?.cell_type === 'code' && cells[0].outputs.length, 2);
      await eventually(() => !pids.some(isRunning), 'all processes to end');
      assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
    },
  );
}

test('a second signal kills at once', { skip: !hasProc }, async (t) => {
  const stubborn = (pid: string) => notebookOf([`escapee ../${pid}\nstubborn`], asksForFake);
  const folder = await project(t, { 'a.ipynb': stubborn('pid'), 'b.ipynb': stubborn('pid2') });
  const { child, ended, pids } = await startedRun(folder, ['pid', 'pid2']);
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.kill('SIGINT');
  await eventually(() => printed.includes('Stopping'), 'the first signal to be seen');
  child.kill('SIGINT');
  const { code } = await ended;
  assert.equal(code, 130);
  await eventually(() => !pids.some(isRunning), 'all processes to end');
  assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
  assert.ok(!existsSync(join(folder, 'out/run.json')), 'it did not wait for the cells');
});

test('kernels end when the runner is killed', { skip: !hasProc }, async (t) => {
  const folder = await project(t, {
    'a.ipynb': notebookOf(['grandchild ../pid\nhang'], asksForFake),
  });
  const { child, ended, pids } = await startedRun(folder, ['pid']);
  const [kernel = 0, grandchild = 0] = pids;
  child.kill('SIGKILL');
  await ended;
  await eventually(() => !isRunning(kernel), 'the kernel to end');
  process.kill(grandchild, 'SIGKILL');
});

test('executed notebooks are valid for nbformat itself', async (t) => {
  const python = pythonWith('nbformat');
  if (python === undefined) return t.skip('There is no Python with nbformat here.');
  const folder = await project(t, {
    'a.ipynb': notebookOf(
      [
        '# t',
        [['parameters'], 'let n = 0;\ndisplay id text\nresult r'],
        'misfit',
        'error E v',
        'print never',
      ],
      { ...asksForFake, latentlab: { quick: { n: 1 } } },
    ),
  });
  await latentlab(folder, 'run');
  const program = 'import sys, nbformat; nbformat.validate(nbformat.read(sys.argv[1], 4))';
  const child = spawn(python, ['-W', 'error', '-c', program, 'out/notebooks/a.ipynb'], {
    cwd: folder,
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 0, stderr);
});

test('the kernel of this checkout runs a notebook without being installed', async (t) => {
  const notebook = notebookOf(
    [
      '# Real',
      [['parameters'], 'let epochs: number = 100;'],
      'console.log(epochs); [1, 2].map((x) => x * 2)',
      'const f = (): never => {\n  throw new RangeError("too far");\n};\nf();',
      'console.log("never")',
    ],
    {
      kernelspec: { name: 'tslab', display_name: 'TypeScript' },
      latentlab: { quick: { epochs: 3 } },
    },
  );
  const folder = await project(t, { 'real.ipynb': notebook });
  const { code, stdout } = await latentlab(folder, 'run');
  assert.equal(code, 1);
  assert.match(
    stdout,
    / ✗ notebooks\/real\.ipynb, cell 5, line 2\n {5}RangeError: too far\n {5}2 │ {3}throw new RangeError/,
  );
  const [result] = resultIn(folder).notebooks;
  assert.deepEqual(
    result?.cells.map(({ status }) => status),
    ['ok', 'ok', 'ok', 'error', 'not-run'],
  );
  const { cells } = await readNotebook(join(folder, 'out/notebooks/real.ipynb'));
  const outputs = cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  assert.deepEqual(outputs[2], [], 'the injected cell shows nothing');
  assert.deepEqual(outputs[3]?.[0], { output_type: 'stream', name: 'stdout', text: '3\n' });
  assert.equal(outputs[3]?.[1]?.output_type, 'execute_result');
});
