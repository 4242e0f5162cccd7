import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { isNative } from '../../../lib/compile/binding';
import { ArgumentError, LatentlabError } from '../../../lib/errors';
import { trainableVariables } from '../../../lib/layers/custom-layer';
import { rounding } from '../../../lib/layers/rounding';
import { sampling } from '../../../lib/layers/sampling';
import { loadModel, saveModel } from '../../../lib/layers/saved-model';
import { seedLayers } from '../../../lib/layers/seeded-draws';
import { manualSeed } from '../../../lib/random/generator';
import { fit } from '../../../lib/training/fit';
import { assertClose } from '../close';
import { models, values } from './models';
import { reference } from './reference';

const { dense } = tf.layers;
const x = () => tf.tensor2d(reference.x);

before(async () => {
  await tf.ready();
  seedLayers();
});

describe('saved and loaded', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'latentlab-layers-'));
  });
  after(() => rm(folder, { recursive: true }));

  const reload = async (model: tf.LayersModel) => loadModel(await saveModel(model, folder));

  it('what was saved is what TensorFlow.js reads', { skip: !isNative() }, async () => {
    const model = models.lasso();
    await saveModel(model, folder);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    const [a, b] = [model, loaded].map((each) => values(each.predict(x()) as tf.Tensor));
    assert.deepEqual(b, a);
  });

  it('what TensorFlow.js saved can be read', { skip: !isNative() }, async () => {
    const model = models.tied();
    await model.save(`file://${folder}`);
    const loaded = await loadModel(folder);
    const [a, b] = [model, loaded].map((each) => values(each.predict(x()) as tf.Tensor));
    assert.deepEqual(b, a);
  });

  it('a folder without a model is an error', async () => {
    await assert.rejects(loadModel(path.join(folder, 'nothing')), ArgumentError);
  });

  it('a tied autoencoder gives the same outputs, and stays tied', async () => {
    const model = models.tied();
    const loaded = await reload(model);
    const outputs = (of: tf.LayersModel) => values(of.predict(x()) as tf.Tensor);
    assert.deepEqual(outputs(loaded), outputs(model));
    const original = outputs(model);
    const [kernel] = trainableVariables(loaded);
    kernel!.assign(kernel!.mul(2));
    assert.notDeepEqual(outputs(loaded), original);
    assert.deepEqual(outputs(model), original, 'the first model has nothing to do with it');
    assert.equal(loaded.countParams(), model.countParams());
  });

  it('a tied layer says so where its dense layer is not there', async () => {
    const decoder = models.tied().layers[1] as tf.LayersModel;
    await saveModel(decoder, folder);
    await assert.rejects(loadModel(folder), LatentlabError);
  });

  for (const name of ['lasso', 'sparse'] as const) {
    it(`${name}: the penalty is the same`, async () => {
      const model = models[name]();
      model.setWeights(reference[name].before.map((weight) => tf.tensor(weight)));
      const loaded = (await reload(model)) as tf.Sequential;
      const { terms } = await fit(loaded, {
        data: x(),
        epochs: 1,
        batchSize: 6,
        loss: 'binaryCrossentropy',
        optimizer: 'sgd',
        progress: false,
      });
      assertClose(terms['loss'] ?? [], reference[name].losses.slice(0, 1), 1e-5);
    });
  }

  it('noise, rounding and sampling', async () => {
    const input = tf.input({ shape: [4] });
    const zMean = dense({ units: 2 }).apply(input) as tf.SymbolicTensor;
    const noisy = tf.layers.gaussianNoise({ stddev: 0.2 }).apply(input) as tf.SymbolicTensor;
    const zLogVar = dense({ units: 2 }).apply(noisy) as tf.SymbolicTensor;
    const z = sampling().apply([zMean, zLogVar]) as tf.SymbolicTensor;
    const outputs = [z, rounding().apply(z) as tf.SymbolicTensor];
    const model = tf.model({ inputs: input, outputs });
    const loaded = await reload(model);
    const drawn = [model, loaded].map((each) => {
      manualSeed(4);
      return (each.apply(x(), { training: true }) as tf.Tensor[]).map(values);
    });
    assert.deepEqual(drawn[1], drawn[0]);
  });
});
