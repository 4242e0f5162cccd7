import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { BackendError, requestedBackend } from '../../../lib/backend/choice';
import { loadNative } from '../../../lib/backend/native';

const LIBRARY = path.join(__dirname, '../../../lib');

interface Report {
  info: { name: string; reason: string; libtensorflow: string | null };
  engine: string;
  product: number[][];
  loss: number;
  listeners: number;
}

/** What a fresh process that uses the library prints, with the two streams apart. */
async function inChild(backend: string, body = ''): Promise<{ stdout: string; stderr: string }> {
  const script = `
    const { tf, backendInfo } = require(${JSON.stringify(LIBRARY)});
    (async () => {
      ${body}
      await tf.ready();
      const x = tf.tensor2d([[1, 2], [3, 4]]);
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
      const history = await model.fit(x, tf.ones([2, 1]), { epochs: 1, verbose: 0 });
      const count = (event) => process.listenerCount(event);
      console.log(JSON.stringify({
        info: backendInfo(),
        engine: tf.getBackend(),
        product: await tf.matMul(x, x).array(),
        loss: history.history.loss[0],
        listeners: count('uncaughtException') + count('unhandledRejection'),
      }));
    })();`;
  const env = { ...process.env, LATENTLAB_BACKEND: backend };
  return promisify(execFile)(process.execPath, ['-e', script], { env });
}

function nativeFailure(): string | false {
  try {
    loadNative();
    return false;
  } catch (error) {
    return `native TensorFlow does not load here: ${String(error).split('\n', 1)[0]}`;
  }
}

describe('the backend of a process', () => {
  const noNative = nativeFailure();
  for (const [name, engine] of [
    ['native', 'tensorflow'],
    ['wasm', 'wasm'],
    ['cpu', 'cpu'],
  ] as const) {
    test(
      `${name} computes, trains and says nothing of itself`,
      {
        skip: name === 'native' && noNative,
      },
      async () => {
        const { stdout, stderr } = await inChild(name);
        assert.equal(stderr, '');
        const report = JSON.parse(stdout) as Report;
        assert.equal(report.engine, engine);
        assert.equal(report.info.name, name);
        assert.equal(report.info.reason, `LATENTLAB_BACKEND asks for ${name}.`);
        assert.equal(typeof report.info.libtensorflow, name === 'native' ? 'string' : 'object');
        assert.deepEqual(report.product, [
          [7, 10],
          [15, 22],
        ]);
        assert.ok(Number.isFinite(report.loss));
        assert.equal(report.listeners, 0);
      },
    );
  }

  test('WebAssembly leaves the handlers of others in place', async () => {
    const body =
      "process.on('unhandledRejection', () => {}); process.on('uncaughtException', () => {});";
    const { stdout } = await inChild('wasm', body);
    assert.equal((JSON.parse(stdout) as Report).listeners, 2);
  });

  test('is native where nothing is asked for and the addon loads, else WebAssembly', async () => {
    const report = JSON.parse((await inChild('')).stdout) as Report;
    assert.equal(report.info.name, noNative ? 'wasm' : 'native');
    assert.match(report.info.reason, noNative ? /does not load: \S/ : /addon loads/);
  });

  test('a wrong LATENTLAB_BACKEND fails and names the right values', async () => {
    await assert.rejects(
      inChild('gpu'),
      /'gpu', which is no backend. Set it to native, wasm or cpu/,
    );
  });
});

describe('requestedBackend', () => {
  test('leaves the choice open where the variable is unset or empty', () => {
    assert.equal(requestedBackend(undefined), null);
    assert.equal(requestedBackend(''), null);
  });

  test('takes the names as they are written, and no other', () => {
    assert.equal(requestedBackend('wasm'), 'wasm');
    assert.throws(() => requestedBackend('WASM'), BackendError);
  });
});

test('danfojs-node leaves the backend alone, and computes on it', async () => {
  const body = `
    await tf.ready();
    const { DataFrame } = require('danfojs-node');
    const table = new DataFrame({ a: [1, 2, 3] });
    if (!(table.tensor instanceof tf.Tensor)) throw new Error('another TensorFlow.js');`;
  const { stdout, stderr } = await inChild('wasm', body);
  assert.equal(stderr, '');
  assert.equal((JSON.parse(stdout) as Report).engine, 'wasm');
});
