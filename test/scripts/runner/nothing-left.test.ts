/**
 * Many notebooks in a row leave nothing behind. `LATENTLAB_MANY=200` runs as many, and prints what it
 * counted.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { kernelSpec } from '../../../scripts/kernel/spec';
import { executeIn, LIMITS, statuses } from '../fixtures/execute';
import { eventually, temporaryFolder } from '../fixtures/kernels';

const MANY = Number(process.env['LATENTLAB_MANY'] ?? 3);
/** Runs from which on memory can be told from noise. */
const MEASURABLE = 50;

/** Shared memory of other programs than browsers, which other tests start. */
const sharedMemory = (): string[] =>
  (existsSync('/dev/shm') ? readdirSync('/dev/shm') : []).filter((name) => !/chromium/i.test(name));

/** Inherited by what the kernels of this test start. */
const mark = `${process.pid}-${Date.now()}`;

/** Processes that inherited the mark of this test. */
function kernels(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`LATENTLAB_LEFT=${mark}`);
      } catch {
        return false;
      }
    });
}

function openFiles(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((target) => /^(socket|pipe|\/tmp)/.test(target));
}

test(
  'notebooks in a row leave nothing behind',
  { skip: !existsSync('/proc/self/fd') },
  async (t) => {
    const folder = await temporaryFolder(t);
    // Folders of this test's own, as other tests run beside it.
    const temporary = await temporaryFolder(t);
    const folders = { TMPDIR: temporary, JUPYTER_RUNTIME_DIR: temporary };
    const original = Object.keys(folders).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, folders);
    t.after(() => {
      for (const [name, value] of original) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    const run = async (): Promise<void> => {
      const executed = await executeIn(folder, ["import 'latentlab';\n6 * 7"], {
        spec: { ...kernelSpec(), env: { LATENTLAB_LEFT: mark } },
        limits: { ...LIMITS, startSeconds: 60, cellSeconds: 60 },
      });
      assert.deepEqual(statuses(executed), ['ok']);
    };
    const look = () => ({
      processes: kernels(),
      temporary: readdirSync(temporary),
      shared: sharedMemory(),
      folder: readdirSync(folder),
    });
    await run();
    await run();
    const before = look();
    assert.equal(tmpdir(), temporary);
    assert.deepEqual(before.temporary, []);
    assert.deepEqual(before.processes, []);
    const openBefore = openFiles().length;
    const memoryBefore = process.memoryUsage().rss;
    for (let i = 0; i < MANY; i++) await run();
    assert.deepEqual(look(), before);
    await eventually(() => openFiles().length <= openBefore, 'sockets and pipes to be closed');
    const growth = (process.memoryUsage().rss - memoryBefore) / 2 ** 20;
    t.diagnostic(
      `${MANY} runs: ${openBefore} and then ${openFiles().length} open sockets and pipes, ` +
        `memory ${(memoryBefore / 2 ** 20).toFixed(0)} MB and ${growth.toFixed(1)} MB more`,
    );
    if (MANY >= MEASURABLE) assert.ok(growth < 50, `the runner has grown by ${growth} MB`);
  },
);
