import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as tf from '../../../lib/backend/tf';
import { ArgumentError } from '../../../lib/errors';
import {
  buildDenseAutoencoder,
  buildDenseNetwork,
  joinNetworks,
} from '../../../lib/models/dense-network';
import { Generator, manualSeed, rand } from '../../../lib/random/generator';
import { assertClose } from '../close';
import { leakedTensors } from '../gradients';

describe('networks of dense layers', () => {
  before(() => tf.ready());

  it('begin uniform within one over the root of the inputs, W before b, layer by layer', () => {
    manualSeed(4);
    const drawn = [[4, 9], [9], [9, 2], [2]].map((shape) => rand(shape as [number]).dataSync());
    manualSeed(4);
    const { layers, variables, parameters } = buildDenseNetwork({ units: [4, 9, 2] });
    assert.deepEqual(
      variables.map(({ shape }) => shape),
      [[4, 9], [9], [9, 2], [2]],
    );
    variables.forEach((variable, i) => {
      const bound = 1 / Math.sqrt(i < 2 ? 4 : 9);
      const expected = Array.from(drawn[i] as Float32Array, (u) => bound * (2 * u - 1));
      assertClose(variable.dataSync(), expected, 1e-6);
    });
    assert.equal(layers.length, 2);
    assert.equal(parameters, 4 * 9 + 9 + 9 * 2 + 2);
  });

  it('compute activation(x W + b) in every layer', () => {
    const network = buildDenseNetwork({
      units: [2, 2, 1],
      activation: 'relu',
      outputActivation: 'tanh',
    });
    const values = [[1, -1, 2, 0.5], [0, 0.25], [0.5, -0.25], [0.125]];
    network.variables.forEach((variable, i) =>
      variable.assign(tf.tensor(values[i] as number[], variable.shape)),
    );
    // (1, 2) W + b = (5, 0.25); (1, -2) W + b = (-3, -1.75), which relu makes 0.
    const y = network(
      tf.tensor2d([
        [1, 2],
        [1, -2],
      ]),
    );
    assert.deepEqual(y.shape, [2, 1]);
    assertClose(y.dataSync(), [Math.tanh(2.5 - 0.0625 + 0.125), Math.tanh(0.125)], 1e-6);
  });

  it('are mirrored in an autoencoder', () => {
    const { encoder, decoder, autoencoder, variables } = buildDenseAutoencoder({
      units: [6, 5, 3],
      codeActivation: 'linear',
    });
    const kinds = (network: typeof encoder) => network.layers.map(({ activation }) => activation);
    assert.deepEqual(kinds(encoder), ['relu', 'linear']);
    assert.deepEqual(kinds(decoder), ['relu', 'sigmoid']);
    const x = rand([4, 6]);
    assert.deepEqual(encoder(x).shape, [4, 3]);
    assert.deepEqual(autoencoder(x).dataSync(), decoder(encoder(x)).dataSync());
    assert.deepEqual(variables, [...encoder.variables, ...decoder.variables]);
    assert.equal(autoencoder.parameters, encoder.parameters + decoder.parameters);
  });

  it('can be joined, and share their variables then', () => {
    const [first, second] = [
      [4, 3],
      [3, 2],
    ].map((units) => buildDenseNetwork({ units }));
    const joined = joinNetworks(first!, second!);
    const x = rand([5, 4]);
    first!.variables[0]!.assign(tf.ones([4, 3]));
    assert.deepEqual(joined(x).dataSync(), second!(first!(x)).dataSync());
    assert.throws(() => joinNetworks(second!, first!), ArgumentError);
  });

  it('draw from a generator of their own where they are given one', () => {
    const build = () => buildDenseAutoencoder({ units: [4, 2], generator: new Generator(8) });
    assert.deepEqual(
      build().variables.map((variable) => variable.dataSync()),
      build().variables.map((variable) => variable.dataSync()),
    );
  });

  it('refuse numbers of units that are none', () => {
    for (const units of [[], [4], [4, 0], [4, 1.5]]) {
      assert.throws(() => buildDenseNetwork({ units }), ArgumentError);
    }
  });

  it('leave no tensor behind but their variables', () => {
    let network = buildDenseNetwork({ units: [3, 2] });
    const x = tf.ones([2, 3]);
    assert.equal(
      leakedTensors(() => {
        network = buildDenseNetwork({ units: [3, 2, 1] });
        return [];
      }),
      4,
    );
    assert.equal(
      leakedTensors(() => network(x)),
      0,
    );
  });
});
