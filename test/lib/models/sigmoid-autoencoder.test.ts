import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ntuDenseModel, ntuPatterns } from '../../../lib/data/ntu-tutorial-10';
import { binaryCrossEntropy, wrongBits } from '../../../lib/losses/cross-entropy';
import { buildSigmoidAutoencoder } from '../../../lib/models/sigmoid-autoencoder';
import { Generator, manualSeed, randn } from '../../../lib/random/generator';
import { assertClose } from '../close';
import { leakedTensors } from '../gradients';

describe('the functional sigmoid autoencoder', () => {
  before(() => tf.ready());

  it('begins with W and then W prime from the seeded stream, and with no biases', () => {
    manualSeed(20);
    const expected = [randn([9, 4]), randn([4, 9])].map((t) => t.div(3).dataSync());
    manualSeed(20);
    const { variables } = buildSigmoidAutoencoder({ inputUnits: 9, hiddenUnits: 4 });
    const { W, WPrime, b, bPrime } = variables;
    assertClose(W.dataSync(), expected[0] ?? [], 1e-7);
    assertClose(WPrime.dataSync(), expected[1] ?? [], 1e-7);
    assert.deepEqual([W.shape, WPrime.shape, b.shape, bPrime.shape], [[9, 4], [4, 9], [4], [9]]);
    assert.ok([...b.dataSync(), ...bPrime.dataSync()].every((value) => value === 0));
  });

  it('draws from a generator of its own where it is given one', () => {
    const build = () =>
      buildSigmoidAutoencoder({ inputUnits: 5, hiddenUnits: 4, generator: new Generator(8) });
    assert.deepEqual(build().variables.W.dataSync(), build().variables.W.dataSync());
  });

  it('turns the weights printed on the course slides into the printed activations', () => {
    const { hidden, output, ...weights } = ntuDenseModel;
    const model = buildSigmoidAutoencoder({ inputUnits: 9, hiddenUnits: 4, weights });
    const x = tf.tensor2d(ntuPatterns);
    const h = model.encoder(x);
    assertClose(h.dataSync(), hidden.flat(), 1e-4);
    assertClose(model.decoder(h).dataSync(), output.flat(), 1e-4);
    const y = model.autoencoder(x);
    assertClose(y.dataSync(), output.flat(), 1e-4);
    assert.deepEqual(y.shape, [5, 9]);
    assertClose(binaryCrossEntropy(x, y, { features: 'sum' }).dataSync(), [0.2593], 5e-5);
    assert.equal(wrongBits(x, y).dataSync()[0], 0);
    assertClose(h.mean(0).dataSync(), [0.5487, 0.4452, 0.6666, 0.736], 1e-4);
  });

  it('leaves no tensor behind but its variables', () => {
    const x = tf.ones([2, 6]);
    const options = { inputUnits: 6, hiddenUnits: 3, generator: new Generator(1) };
    let model = buildSigmoidAutoencoder(options);
    assert.equal(
      leakedTensors(() => {
        model = buildSigmoidAutoencoder(options);
        return [];
      }),
      4,
    );
    assert.equal(
      leakedTensors(() => model.autoencoder(x)),
      0,
    );
  });
});
