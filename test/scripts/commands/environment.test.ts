import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentFacts } from '../../../scripts/commands/environment';
import { temporaryFolder } from '../fixtures/kernels';

test('the facts name Node, the machine and the backend that set-up chose', async (t) => {
  const root = await temporaryFolder(t);
  await mkdir(join(root, '.latentlab'));
  const backend = async (state: string) => {
    await writeFile(join(root, '.latentlab', 'native.json'), state);
    return (await environmentFacts(root))['backend'];
  };
  assert.equal(await backend('{"way":"wheel","libtensorflow":"2.9.1"}'), 'TensorFlow 2.9.1');
  assert.equal(await backend('{"way":"own"}'), 'TensorFlow');
  assert.equal(await backend('{"way":"none"}'), 'WebAssembly');
  assert.equal(await backend('{'), undefined);
  const facts = await environmentFacts(join(root, 'nowhere'));
  assert.equal('backend' in facts, false);
  assert.equal(facts['node'], process.version);
  assert.equal(facts['platform'], `${process.platform} ${process.arch}`);
  assert.match(facts['cpu'] ?? '', /^\d+ × \S/);
  assert.match(facts['memory'] ?? '', /^\d+\.\d GiB$/);
});
