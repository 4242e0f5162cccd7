import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DataError, loadOlivetti } from '../../../lib/index';
import { assertClose } from '../close';
import { scratchFolder, setEnvironment, withoutRealData } from './data-folders';

const isMissing = withoutRealData('olivetti/olivettifaces.mat');

test(
  'the Olivetti faces are upright and scaled as in scikit-learn',
  { skip: isMissing },
  async () => {
    const { title, faces } = await loadOlivetti();
    assert.equal(title, 'Olivetti faces');
    assert.deepEqual([faces.count, faces.images.height, faces.images.width], [400, 64, 64]);
    assert.deepEqual([faces.labels[9], faces.labels[10], faces.classNames.length], [0, 1, 40]);
    // By scipy.io.loadmat and scikit-learn's rule.
    const values = faces.images.values();
    const begin = [0.30991736, 0.3677686, 0.41735536, 0.44214877, 0.5289256];
    assertClose(values.subarray(0, 5), begin, 1e-7);
    const end = [0.32231405, 0.35950413, 0.3553719, 0.38429752];
    assertClose(values.subarray(-4), end, 1e-7);
  },
);

test('a file of something else is named with the command that mends it', async (t) => {
  const folder = scratchFolder(t);
  setEnvironment(t, { LATENTLAB_DATA: folder });
  mkdirSync(path.join(folder, 'olivetti'));
  writeFileSync(path.join(folder, 'olivetti', 'olivettifaces.mat'), '<html>not found</html>');
  await assert.rejects(loadOlivetti(), (error: unknown) => {
    assert.ok(error instanceof DataError);
    assert.match(error.message, /olivettifaces\.mat is not a MATLAB 5 file/);
    assert.match(error.remedy, /npx latentlab data fetch olivetti/);
    return true;
  });
});
