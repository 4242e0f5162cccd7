import * as tf from '../backend/tf';
import { ArgumentError, LatentlabError } from '../errors';

/** Training cannot go on: the loss is no longer a finite number. */
export class TrainingError extends LatentlabError {}

/** `loss`, the scalar to be made small, and other scalars to be recorded beside it. */
export type LossTerms = { loss: tf.Tensor } & Record<string, tf.Tensor>;

/** What is minimised, computed from a batch (or from nothing, where the function knows its data). */
export type LossFunction = (...batch: tf.Tensor[]) => tf.Tensor | LossTerms;

/** The new value of a variable from its old one and the gradient of the loss: w - alpha dJ/dw. */
export type UpdateRule = (variable: tf.Tensor, gradient: tf.Tensor) => tf.Tensor;

/**
 * One step of gradient descent as a function of the batch: it returns the loss terms from before the
 * step and leaves the variables moved.
 */
export function stepOf(
  variables: tf.Variable[],
  loss: LossFunction,
  optimizer: tf.Optimizer | UpdateRule,
): (batch: readonly tf.Tensor[], epoch: number) => Record<string, number> {
  return (batch, epoch) =>
    tf.tidy(() => {
      let terms: LossTerms | undefined;
      const { grads } = tf.variableGrads(() => {
        terms = asTerms(loss(...batch));
        Object.values(terms).forEach(tf.keep);
        return terms.loss.asScalar();
      }, variables);
      const values = readTerms(terms as LossTerms);
      tf.dispose(terms);
      assertFinite(values, epoch);
      if (optimizer instanceof tf.Optimizer) optimizer.applyGradients(grads);
      else {
        for (const variable of variables) {
          const gradient = grads[variable.name];
          if (gradient) variable.assign(optimizer(variable, gradient));
        }
      }
      return values;
    });
}

/** The loss terms on data that nothing is learnt from. */
export function measure(loss: LossFunction, data: readonly tf.Tensor[]): Record<string, number> {
  return tf.tidy(() => readTerms(asTerms(loss(...data))));
}

function asTerms(value: tf.Tensor | LossTerms): LossTerms {
  const terms = value instanceof tf.Tensor ? { loss: value } : value;
  for (const [name, term] of Object.entries(terms)) {
    if (!(term instanceof tf.Tensor) || term.size !== 1) {
      throw new ArgumentError(
        `The loss term '${name}' is no single number.`,
        'Reduce it to a scalar, with .mean() or .sum().',
      );
    }
  }
  return terms;
}

function readTerms(terms: LossTerms): Record<string, number> {
  return Object.fromEntries(
    Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0] as number]),
  );
}

function assertFinite(values: Record<string, number>, epoch: number): void {
  const loss = values['loss'] as number;
  if (Number.isFinite(loss)) return;
  throw new TrainingError(
    `The loss became ${loss} in epoch ${epoch + 1}.`,
    'Try a smaller learning rate, and look for logarithms of 0 and divisions by 0 in the loss.',
  );
}
