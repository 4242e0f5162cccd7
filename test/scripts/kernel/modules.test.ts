import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KernelClient, resultText } from './kernel-client';

describe('imports of cells', () => {
  let folder: string;
  let kernel: KernelClient;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'latentlab-modules-'));
    mkdirSync(path.join(folder, 'notebooks'));
    kernel = await KernelClient.start({ cwd: path.join(folder, 'notebooks') });
  });
  after(() => {
    kernel.close();
    rmSync(folder, { recursive: true });
  });

  for (const place of ['./beside', '../above']) {
    test(`a local file ${place} is read again when it changed`, async () => {
      const file = path.join(folder, 'notebooks', `${place}.ts`);
      writeFileSync(file, 'export const value: number = 1;\n');
      const code = `import { value } from '${place}';\nvalue`;
      const first = await kernel.execute(code);
      assert.equal(resultText(first.iopub), '1', String(first.reply.content['evalue']));
      writeFileSync(file, 'export const value: number = 2;\n');
      utimesSync(file, new Date(), new Date(Date.now() + 5000));
      assert.equal(resultText((await kernel.execute(code)).iopub), '2');
    });
  }

  test("Node's modules and this project's packages can be imported anywhere", async () => {
    const { reply, iopub } = await kernel.execute(
      "import path from 'node:path';\nimport { PNG } from 'pngjs';\n[path.basename('/a/b'), typeof PNG]",
    );
    assert.equal(resultText(iopub), "[ 'b', 'function' ]", String(reply.content['evalue']));
  });

  test('a module that is missing says what to do', async () => {
    const { reply } = await kernel.execute("require('no-such-package')");
    assert.match(String(reply.content['evalue']), /npm install no-such-package/);
  });
});
