import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { isNative } from '../../../lib/compile/binding';

interface Outcome {
  /** Whether XLA compiled the step. */
  xla: boolean;
  values: number[];
}

/** Takes ten compiled steps w <- tanh(1.01 w) in a process of its own. */
async function takeSteps(kept: string, flags = ''): Promise<Outcome> {
  const library = path.join(__dirname, '../../../lib');
  const script = `
    const { tf } = require(${JSON.stringify(library)});
    const { StepProgram } = require(${JSON.stringify(path.join(library, 'compile/program'))});
    tf.ready().then(() => {
      const w = tf.variable(tf.tensor1d([-1.2, 0.1, 0.7]));
      const run = () => tf.tidy(() => {
        w.assign(w.mul(1.01).tanh());
        return { loss: tf.sum(w) };
      });
      const program = new StepProgram({ run, data: [], batchSize: undefined });
      program.run(10, new Int32Array());
      console.log(JSON.stringify({ xla: program.xla, values: [...w.dataSync()] }));
    });`;
  const env = { ...process.env, LATENTLAB_COMPILED: kept, TF_XLA_FLAGS: flags };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  assert.equal(stderr, '');
  return JSON.parse(stdout) as Outcome;
}

describe('compiled steps', { skip: !isNative() && 'only libtensorflow compiles' }, () => {
  let scratch: string;
  let fresh: Outcome;
  before(async () => {
    scratch = mkdtempSync(path.join(os.tmpdir(), 'latentlab-test-'));
    fresh = await takeSteps('off');
  });
  beforeEach(() => {
    rmSync(scratch, { recursive: true });
    mkdirSync(scratch);
  });
  after(() => rmSync(scratch, { recursive: true }));

  /** The kept files, with their folder, which is named after the machine. */
  const keptFiles = (): string[] =>
    readdirSync(scratch).flatMap((machine) =>
      readdirSync(path.join(scratch, machine)).map((name) => path.join(scratch, machine, name)),
    );

  it('are kept for the next process, which computes the same to the bit', async (t) => {
    if (!fresh.xla) return t.skip('this libtensorflow has no XLA');
    assert.deepEqual(await takeSteps(scratch), fresh);
    const [file, ...others] = keptFiles();
    assert.ok(file !== undefined && others.length === 0);
    const { size, mtimeMs } = statSync(file);
    assert.deepEqual(await takeSteps(scratch), fresh);
    assert.deepEqual(keptFiles(), [file]);
    assert.deepEqual([statSync(file).size, statSync(file).mtimeMs], [size, mtimeMs]);
  });

  it('are compiled again where their file is damaged', async (t) => {
    if (!fresh.xla) return t.skip('this libtensorflow has no XLA');
    await takeSteps(scratch);
    const [file = ''] = keptFiles();
    const { size } = statSync(file);
    for (const length of [0, 1000, size - 10]) {
      truncateSync(file, length);
      assert.deepEqual(await takeSteps(scratch), fresh);
      assert.equal(statSync(file).size, size);
    }
  });

  it('are the same where several processes keep them at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => takeSteps(scratch)));
    assert.deepEqual(outcomes, [fresh, fresh, fresh]);
    assert.deepEqual(await takeSteps(scratch), fresh);
  });

  it('make room for new ones, the oldest first, and leave the files of others', async () => {
    const other = path.join(scratch, 'another-machine');
    mkdirSync(other);
    writeFileSync(path.join(scratch, 'notes'), 'not ours');
    const named = (age: string) => (age === 'foreign' ? age : `xla_compile_cache__${age}.pb`);
    for (const [age, name] of ['young', 'old', 'oldest', 'foreign'].entries()) {
      const file = path.join(other, named(name));
      writeFileSync(file, '');
      truncateSync(file, 60 * 2 ** 20);
      utimesSync(file, 1e9 - age, 1e9 - age);
    }
    assert.deepEqual(await takeSteps(scratch), fresh);
    assert.deepEqual(readdirSync(other).sort(), ['foreign', named('old'), named('young')]);
    assert.deepEqual(readFileSync(path.join(scratch, 'notes'), 'utf8'), 'not ours');
  });

  it('are kept nowhere else where a parent process left its flags', async () => {
    const flags = `--tf_xla_persistent_cache_directory=${path.join(scratch, 'parent')}`;
    assert.deepEqual(await takeSteps('off', flags), fresh);
    assert.deepEqual(readdirSync(scratch), []);
    assert.deepEqual(await takeSteps(path.join(scratch, 'own'), flags), fresh);
    assert.deepEqual(readdirSync(scratch), ['own']);
  });

  it('are not kept where no folder can be made, or where its name has blanks', async () => {
    const file = path.join(scratch, 'file');
    writeFileSync(file, '');
    assert.deepEqual(await takeSteps(path.join(file, 'below')), fresh);
    assert.deepEqual(await takeSteps(path.join(scratch, 'a folder')), fresh);
    assert.deepEqual(readdirSync(scratch), ['file']);
  });
});
