import * as tf from '../backend/tf';
import { ArgumentError, LatentlabError } from '../errors';
import { recordDraws } from '../random/draws';

/** Training cannot go on: the loss is no longer a finite number. */
export class TrainingError extends LatentlabError {}

/** `loss`, the scalar to be made small, and other scalars to be recorded beside it. */
export type LossTerms = { loss: tf.Tensor } & Record<string, tf.Tensor>;

/** What is minimised, computed from a batch (or from nothing, where the function knows its data). */
export type LossFunction = (...batch: tf.Tensor[]) => tf.Tensor | LossTerms;

/** The new value of a variable from its old one and the gradient of the loss: w - alpha dJ/dw. */
export type UpdateRule = (variable: tf.Tensor, gradient: tf.Tensor) => tf.Tensor;

/** An optimizer counts its steps in a number of JavaScript, which a compiled step leaves alone. */
interface CountingOptimizer {
  iterations_?: number;
}

/** One step of gradient descent as a function of the batch. */
export class TrainingStep {
  constructor(
    private readonly variables: tf.Variable[],
    private readonly loss: LossFunction,
    private readonly optimizer: tf.Optimizer | UpdateRule,
  ) {}

  /** Takes the step. It returns the loss terms from before; where the loss is not finite, nothing moves. */
  take(batch: readonly tf.Tensor[]): { names: string[]; rows: number[] } {
    return tf.tidy(() => {
      const { terms, grads } = this.gradients(batch);
      const rows = readTerms(terms);
      tf.dispose(terms);
      if (Number.isFinite(rows[Object.keys(terms).indexOf('loss')])) this.update(grads);
      return { names: Object.keys(terms), rows };
    });
  }

  /** Takes the step without a look at the loss terms, which it returns as tensors of the caller's. */
  takeBlindly(batch: readonly tf.Tensor[]): LossTerms {
    return this.keepingCount(() => {
      const { terms, grads } = this.gradients(batch);
      this.update(grads);
      return terms;
    });
  }

  /** Has layers and the optimizer make the variables that they keep for themselves, with their first values. */
  prepare(batch: readonly tf.Tensor[]): void {
    const { optimizer } = this;
    if (!(optimizer instanceof tf.Optimizer)) return;
    const variables = Object.values(tf.engine().registeredVariables);
    const saved = variables.map((variable) => variable.clone());
    this.keepingCount(() => {
      recordDraws(() => {
        tf.tidy(() => {
          // Plain gradient descent keeps nothing; optimizers that extend it do.
          if (optimizer.constructor === tf.SGDOptimizer) {
            this.loss(...batch);
            return;
          }
          const { terms, grads } = this.gradients(batch);
          tf.dispose(terms);
          // A gradient of 0 leaves moments and the like at their initial values.
          const zeros = Object.entries(grads).map(([name, grad]) => [name, tf.zerosLike(grad)]);
          optimizer.applyGradients(Object.fromEntries(zeros) as tf.NamedTensorMap);
        });
      });
    });
    variables.forEach((variable, i) => variable.assign(saved[i] as tf.Tensor));
    tf.dispose(saved);
  }

  private keepingCount<T>(run: () => T): T {
    const optimizer = this.optimizer as unknown as CountingOptimizer;
    const count = optimizer.iterations_;
    try {
      return run();
    } finally {
      if (count === undefined) delete optimizer.iterations_;
      else optimizer.iterations_ = count;
    }
  }

  /** Tells the optimizer of steps that were taken without it. */
  count(steps: number): void {
    if (!(this.optimizer instanceof tf.Optimizer)) return;
    const optimizer = this.optimizer as unknown as CountingOptimizer;
    optimizer.iterations_ = (optimizer.iterations_ ?? 0) + steps;
  }

  private gradients(batch: readonly tf.Tensor[]): { terms: LossTerms; grads: tf.NamedTensorMap } {
    let terms: LossTerms | undefined;
    const { grads } = tf.variableGrads(() => {
      const own = asTerms(this.loss(...batch));
      // Copies, because the tape disposes of what it does not return, and a term may be the user's.
      terms = mapTerms(own, (term) => tf.keep(term.clone()));
      return own.loss.asScalar();
    }, this.variables);
    return { terms: terms as LossTerms, grads };
  }

  private update(grads: tf.NamedTensorMap): void {
    const { optimizer, variables } = this;
    if (optimizer instanceof tf.Optimizer) return optimizer.applyGradients(grads);
    for (const variable of variables) {
      const gradient = grads[variable.name];
      if (gradient) variable.assign(optimizer(variable, gradient));
    }
  }
}

/** The loss terms on data that nothing is learnt from. */
export function measure(loss: LossFunction, data: readonly tf.Tensor[]): Record<string, number> {
  return tf.tidy(() => {
    const terms = asTerms(loss(...data));
    const values = readTerms(terms);
    return Object.fromEntries(Object.keys(terms).map((name, i) => [name, values[i] as number]));
  });
}

/** @throws TrainingError where the loss is no number to go on with. */
export function assertFinite(loss: number, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new TrainingError(
    `The loss became ${loss} in epoch ${epoch + 1}.`,
    'Try a smaller learning rate, and look for logarithms of 0 and divisions by 0 in the loss.',
  );
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

function mapTerms(terms: LossTerms, change: (term: tf.Tensor) => tf.Tensor): LossTerms {
  const entries = Object.entries(terms).map(([name, term]) => [name, change(term)]);
  return Object.fromEntries(entries) as LossTerms;
}

function readTerms(terms: LossTerms): number[] {
  return Object.values(terms).map((term) => term.dataSync()[0] as number);
}
