import * as tf from '../backend/tf';

/** What every layer may be given: `name`, `inputShape`, ... */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** The only tensor that a layer with one input was given. */
export function onlyInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
}

/** All layers of a model that are no models themselves, each once, in the order of the model. */
export function leafLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const leaves = model.layers.flatMap((layer) =>
    layer instanceof tf.LayersModel ? leafLayers(layer) : [layer],
  );
  return [...new Set(leaves)];
}

/**
 * The variables of models of layers that training may change: for `train`, where the loss is one's own.
 * Those of frozen layers are left out.
 */
export function trainableVariables(...models: readonly tf.LayersModel[]): tf.Variable[] {
  const weights = models.flatMap((model) => model.trainableWeights);
  return [...new Set(weights.map((weight) => weight.read() as tf.Variable))];
}
