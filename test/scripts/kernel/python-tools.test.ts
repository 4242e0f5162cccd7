import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { installKernel } from '../../../scripts/kernel/install';
import { pythonWith } from '../fixtures/python';

const README = path.join(__dirname, '../../../../README.md');

function notebook(...sources: string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  });
}

describe("Python's tools on this kernel", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'latentlab-python-'));
    installKernel({ prefix: folder });
    env = { ...process.env, JUPYTER_PATH: path.join(folder, 'share', 'jupyter') };
    writeFileSync(
      path.join(folder, 'failing.ipynb'),
      notebook('const x = 1;', "throw new RangeError('latent dimension too large');", 'x'),
    );
    writeFileSync(
      path.join(folder, 'passing.ipynb'),
      notebook("const x = 41;\nconsole.log('printed');", 'x + 1'),
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(python: string, ...args: string[]) {
    return spawnSync(python, args, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 });
  }

  /** Outputs of each cell of a notebook. */
  function outputsIn(name: string): Record<string, unknown>[][] {
    const { cells } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as {
      cells: { outputs: Record<string, unknown>[] }[];
    };
    return cells.map(({ outputs }) => outputs);
  }

  test('nbclient runs a notebook and stores its results', (t) => {
    const python = pythonWith('nbclient');
    if (python === undefined) return t.skip('There is no Python with nbclient here.');
    const { status, stderr } = run(python, '-c', NBCLIENT, '--inplace', 'passing.ipynb');
    assert.equal(status, 0, stderr);
    const [first, second] = outputsIn('passing.ipynb');
    assert.deepEqual(first?.[0]?.['text'], ['printed\n']);
    assert.deepEqual(second?.[0]?.['data'], { 'text/plain': ['42'] });
  });

  test("nbclient fails on a failing cell with the error's name", (t) => {
    const python = pythonWith('nbclient');
    if (python === undefined) return t.skip('There is no Python with nbclient here.');
    const { status, stderr } = run(python, '-c', NBCLIENT, 'failing.ipynb');
    assert.notEqual(status, 0);
    assert.match(stderr, /RangeError.*: latent dimension too large/);
  });

  test("nbmake fails on a failing cell with the error's name, and passes a good one", (t) => {
    const python = pythonWith('nbmake');
    if (python === undefined) return t.skip('There is no Python with nbmake here.');
    const failing = run(python, '-m', 'pytest', '--nbmake', 'failing.ipynb');
    assert.equal(failing.status, 1, failing.stdout + failing.stderr);
    assert.match(failing.stdout, /RangeError.*: latent dimension too large/);
    const passing = run(python, '-m', 'pytest', '--nbmake', 'passing.ipynb');
    assert.equal(passing.status, 0, passing.stdout + passing.stderr);
  });

  test('jupyter nbconvert executes a notebook, and fails on a failing cell', (t) => {
    const python = pythonWith('nbconvert');
    if (python === undefined) return t.skip('There is no Python with nbconvert here.');
    const convert = (name: string) =>
      run(
        python,
        ...['-m', 'nbconvert', '--to', 'notebook', '--execute'],
        ...['--output-dir', 'converted', name],
      );
    const passing = convert('passing.ipynb');
    assert.equal(passing.status, 0, passing.stderr);
    const [first, second] = outputsIn('converted/passing.ipynb');
    assert.deepEqual(first?.[0]?.['text'], ['printed\n']);
    assert.deepEqual(second?.[0]?.['data'], { 'text/plain': ['42'] });
    const failing = convert('failing.ipynb');
    assert.notEqual(failing.status, 0);
    assert.match(failing.stderr, /RangeError.*: latent dimension too large/);
  });

  test("papermill sets parameters with the README's translator", (t) => {
    const python = pythonWith('papermill');
    if (python === undefined) return t.skip('There is no Python with papermill here.');
    const program = readFileSync(README, 'utf8')
      .match(/```python\n[\s\S]*?```/g)
      ?.map((block) => block.split('\n').slice(1, -1).join('\n'))
      .find((block) => block.includes('papermill_translators.register'));
    assert.ok(program, 'the README has the translator');
    // The notebook that the lines name.
    const { cells, ...rest } = JSON.parse(
      notebook(
        "let epochs = 30;\nlet name = 'a';\nlet options: object | null = null;",
        'console.log(JSON.stringify([epochs, name, options]));',
      ),
    ) as { cells: { metadata: object }[] };
    Object.assign(cells[0]?.metadata ?? {}, { tags: ['parameters'] });
    writeFileSync(path.join(folder, 'mine.ipynb'), JSON.stringify({ ...rest, cells }));
    const asWritten = run(python, '-c', program);
    assert.equal(asWritten.status, 0, asWritten.stderr);
    const printed = () => outputsIn('mine-executed.ipynb').at(-1)?.[0]?.['text'];
    assert.deepEqual(printed(), ['[3,"a",null]\n']);
    const values = String.raw`{"name": "\"größer\"\n\\ $x", "options": {"a": [True, None, -1.5]}}`;
    const hard = program.replace(/parameters=\{.*\}/, () => `parameters=${values}`);
    assert.notEqual(hard, program);
    const again = run(python, '-c', hard);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(printed(), [
      `${JSON.stringify([30, '"größer"\n\\ $x', { a: [true, null, -1.5] }])}\n`,
    ]);
  });

  test("jupyter_kernel_test's whole suite passes", (t) => {
    const python = pythonWith('jupyter_kernel_test');
    if (python === undefined) return t.skip('There is no Python with jupyter_kernel_test here.');
    writeFileSync(path.join(folder, 'conformance.py'), CONFORMANCE);
    const { status, stderr } = run(python, 'conformance.py');
    assert.equal(status, 0, stderr);
    assert.match(stderr, /Ran \d+ tests/);
  });
});

/** `jupyter execute`, wherever its script may be. */
const NBCLIENT = 'from nbclient.cli import NbClientApp; NbClientApp.launch_instance()';

/** What the suite needs to know of a kernel; what it does not find here it skips. */
const CONFORMANCE = `
import unittest, jupyter_kernel_test

CHANNEL = '(globalThis as any)[Symbol.for("latentlab.display")]'

class Latentlab(jupyter_kernel_test.KernelTests):
    kernel_name = 'tslab'
    language_name = 'typescript'
    file_extension = '.ts'
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("error")'
    completion_samples = [
        {'text': 'Math.ma', 'matches': {'max'}},
        {'text': 'consol', 'matches': {'console'}},
    ]
    complete_code_samples = ['1', 'const a = 1;', 'function f() {\\n  return 1;\\n}']
    incomplete_code_samples = ['function f() {', '[1,', '\`open', '/* open']
    invalid_code_samples = ['let 5 = 3;', ')', '"open']
    code_generate_error = 'throw new Error("failed")'
    code_execute_result = [
        {'code': '6 * 7', 'result': '42'},
        {'code': '6 * 8', 'result': '48'},
        {'code': '"a" + "b"', 'result': "'ab'"},
    ]
    code_display_data = [
        {'code': CHANNEL + '.display({"text/html": "<b>bold</b>"})', 'mime': 'text/html'},
        {'code': CHANNEL + '.display({"image/png": new Uint8Array(3)})', 'mime': 'image/png'},
    ]
    code_history_pattern = '6 ??7'
    supported_history_operations = ('tail', 'range', 'search')
    code_inspect_sample = 'Math.max'
    code_clear_output = CHANNEL + '.clearOutput()'

unittest.main()
`;
