import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { startCompilerProcess } from '../../../scripts/kernel/compiler-links';
import { findProjectRoot } from '../../../scripts/kernel/project-root';
import { manifestFile, usableSnapshot } from '../../../scripts/kernel/snapshot/manifest';
import { childrenOf, eventually, isRunning, temporaryFolder } from '../fixtures/kernels';
import { KernelClient, resultText } from './kernel-client';

const root = findProjectRoot();
const hasProc = existsSync('/proc/self/status');

/** The language process of a kernel; undefined where its compiler is a thread. */
function languageProcess(kernel: KernelClient): number | undefined {
  return childrenOf(kernel.process.pid ?? -1).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--snapshot-blob'),
  );
}

async function withKernel(
  options: { cwd?: string; env?: NodeJS.ProcessEnv },
  use: (kernel: KernelClient) => Promise<void>,
): Promise<void> {
  const kernel = await KernelClient.start({
    ...options,
    env: { LATENTLAB_SNAPSHOT: '', ...options.env },
  });
  try {
    await use(kernel);
  } finally {
    kernel.close();
  }
}

describe('the compiler of a kernel', { skip: !hasProc }, () => {
  before(() => {
    if (usableSnapshot(root) !== undefined) return;
    const make = path.join(root, 'dist', 'scripts', 'kernel', 'snapshot', 'make.js');
    const { status, stderr } = spawnSync(process.execPath, [make], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  for (const [way, setting] of [
    ['from a snapshot', ''],
    ['in a thread', 'off'],
  ] as const) {
    test(`${way} converts, completes and documents, and reads changed files`, async (t) => {
      const folder = path.join(await temporaryFolder(t), 'notebooks');
      mkdirSync(folder);
      const file = path.join(folder, 'beside.ts');
      const env = { LATENTLAB_SNAPSHOT: setting };
      await withKernel({ cwd: folder, env }, async (kernel) => {
        assert.equal(languageProcess(kernel) !== undefined, setting === '');
        writeFileSync(file, 'export const value: number = 1;\n');
        const cell = "import { value } from './beside';\nimport { tf } from 'latentlab';\nvalue";
        assert.equal(resultText((await kernel.execute(cell)).iopub), '1');
        writeFileSync(file, "export const value: string = 'new';\n");
        utimesSync(file, new Date(), new Date(Date.now() + 5000));
        assert.equal(resultText((await kernel.execute(cell)).iopub), "'new'");
        const wrong = await kernel.execute('const count: number = tf.scalar(1);');
        assert.match(String(wrong.reply.content['evalue']), /is not assignable to type 'number'/);

        const completion = { code: 'tf.scal', cursor_pos: 7 };
        const completed = await kernel.request('complete_request', completion);
        assert.ok((completed.reply.content['matches'] as string[]).includes('scalar'));
        const inspection = { code: 'tf.scalar', cursor_pos: 5, detail_level: 0 };
        const inspected = await kernel.request('inspect_request', inspection);
        assert.match(JSON.stringify(inspected.reply.content['data']), /Creates rank-0/);
        assert.deepEqual(readdirSync(folder), ['beside.ts']);
      });
    });
  }

  test('ends with a kernel that is killed, while it starts and later', async () => {
    for (const code of ['', '1 + 1']) {
      await withKernel({}, async (kernel) => {
        const compiler = languageProcess(kernel) ?? assert.fail('There is no language process.');
        if (code) await kernel.execute(code);
        kernel.process.kill('SIGKILL');
        await eventually(() => !isRunning(compiler), 'the end of the language process');
      });
    }
  });

  test('is said to have stopped when it ends in use', async () => {
    await withKernel({}, async (kernel) => {
      assert.equal(resultText((await kernel.execute('1 + 1')).iopub), '2');
      process.kill(languageProcess(kernel) ?? assert.fail(), 'SIGKILL');
      for (const code of ['1 + 2', '1 + 3']) {
        const { reply } = await kernel.execute(code);
        const expected =
          'The TypeScript compiler has stopped (ended by SIGKILL). Restart the kernel.';
        assert.equal(reply.content['evalue'], expected);
      }
    });
  });

  test('is a thread instead where the process ends before its first answer', async () => {
    await withKernel({}, async (kernel) => {
      process.kill(languageProcess(kernel) ?? assert.fail(), 'SIGKILL');
      assert.equal(resultText((await kernel.execute('1 + 1')).iopub), '2');
      assert.equal(languageProcess(kernel), undefined);
    });
  });

  test('leaves Ctrl-C to the kernel', async () => {
    await withKernel({}, async (kernel) => {
      await kernel.execute('1 + 1');
      process.kill(languageProcess(kernel) ?? assert.fail(), 'SIGINT');
      assert.equal(resultText((await kernel.execute('1 + 2')).iopub), '3');
    });
  });

  test('one snapshot and its manifest are all that making one leaves', () => {
    const folder = path.dirname(manifestFile(root));
    const blobs = readdirSync(folder).filter((name) => name.endsWith('.blob'));
    assert.deepEqual(readdirSync(folder).sort(), [...blobs, 'manifest.json']);
    assert.deepEqual(blobs, [path.basename(usableSnapshot(root) ?? '')]);
  });
});

test('a damaged snapshot stops once, with a reason', async (t) => {
  const file = path.join(await temporaryFolder(t), 'damaged.blob');
  writeFileSync(file, 'no snapshot');
  const reasons: string[] = [];
  const compiler = startCompilerProcess(file, {
    onReturn: () => assert.fail('There is nothing that could answer.'),
    onStop: (reason) => reasons.push(reason),
  });
  compiler.post({ id: 1, method: 'isComplete', args: ['1'] });
  await eventually(() => reasons.length > 0, 'the end of the process');
  assert.equal(reasons.length, 1);
  assert.match(reasons[0] ?? '', /exit code|ended by/);
});
