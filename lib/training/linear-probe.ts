import * as tf from '../backend/tf';
import type { LabelledImages } from '../data/images';
import { ArgumentError } from '../errors';
import { train } from './train';

/** Codes of labelled patterns. */
export interface LabelledCodes {
  /** [patterns, ...]; what one pattern has is read as one list. */
  codes: tf.Tensor;
  /** [patterns, classes], one-hot. */
  labels: tf.Tensor2D;
}

export interface LinearProbeOptions {
  /** What the classifier learns from. */
  training: LabelledCodes;
  /** What it is measured on. */
  test: LabelledCodes;
  /** Steps of Adam, each on all of the training codes. @default 200 */
  steps?: number;
  /** @default 0.05 */
  learningRate?: number;
  /** Weight of the sum of the squared weights, which keeps them small. @default 0.001 */
  decay?: number;
}

/**
 * How much a code says about the classes, to one who can only draw straight lines: the accuracy of a
 * softmax classifier on top of it (Alain and Bengio, Understanding intermediate layers using linear
 * classifier probes, 2016). The codes are centred and divided by one number beforehand, so that their
 * scale does not count. It begins with weights of 0 and draws nothing at random.
 *
 * @returns the fraction of the test patterns that is classified rightly, 0 to 1
 * @throws ArgumentError where codes and labels do not fit together
 */
export async function linearProbe(options: LinearProbeOptions): Promise<number> {
  const { training, test, steps = 200, learningRate = 0.05, decay = 1e-3 } = options;
  const [patterns = 0, classes = 0] = training.labels.shape;
  for (const { codes, labels } of [training, test]) {
    if (codes.shape[0] === labels.shape[0] && labels.shape[1] === classes) continue;
    throw new ArgumentError(
      `There are codes of shape [${codes.shape.join(', ')}] and labels of [${labels.shape.join(', ')}].`,
      'Give one row of each for every pattern, and as many classes for the test.',
    );
  }
  const rows = (codes: tf.Tensor) => codes.reshape([codes.shape[0], -1]);
  const { mean, scale, xTrain } = tf.tidy(() => {
    const flat = rows(training.codes);
    const centre = flat.mean(0);
    const size = flat.sub(centre).square().mean().sqrt().maximum(1e-7);
    return { mean: centre, scale: size, xTrain: flat.sub(centre).div(size) };
  });
  const width = xTrain.shape[1] as number;
  const [V, c] = tf.tidy(() => [
    tf.variable(tf.zeros([width, classes])),
    tf.variable(tf.zeros([classes])),
  ]);
  const logits = (x: tf.Tensor) => x.matMul(V).add(c);
  const optimizer = tf.train.adam(learningRate);
  await train({
    variables: [V, c],
    loss: (x, labels) => {
      const fit = labels
        .mul(tf.logSoftmax(logits(x)))
        .sum()
        .div(-patterns);
      return fit.add(V.square().sum().mul(decay)).asScalar();
    },
    optimizer,
    data: [xTrain, training.labels],
    shuffle: false,
    epochs: steps,
    progress: false,
  });
  const accuracy = tf.tidy(() => {
    const answers = logits(rows(test.codes).sub(mean).div(scale)).argMax(1);
    return answers.equal(test.labels.argMax(1)).cast('float32').mean().dataSync()[0] as number;
  });
  tf.dispose([mean, scale, xTrain, V, c]);
  optimizer.dispose();
  return accuracy;
}

export interface EncoderProbeOptions extends Omit<LinearProbeOptions, 'training' | 'test'> {
  /** Images whose codes the classifier learns from, with their labels. */
  training: LabelledImages;
  /** Images that it is measured on. */
  test: LabelledImages;
}

/**
 * What {@link linearProbe} finds in the codes that an encoder gives labelled images.
 *
 * @param encoder takes images as rows, [images, height * width], and gives codes, [images, ...]
 * @returns the fraction of the test images that is classified rightly, 0 to 1
 */
export async function probeEncoder(
  encoder: (x: tf.Tensor2D) => tf.Tensor,
  { training, test, ...options }: EncoderProbeOptions,
): Promise<number> {
  const encode = ({ images }: LabelledImages) => tf.tidy(() => encoder(images.tensor2d()));
  const sets = [training, test].map((images) => ({
    codes: encode(images),
    labels: images.oneHot(),
  }));
  const [learnt, asked] = sets as [LabelledCodes, LabelledCodes];
  try {
    return await linearProbe({ ...options, training: learnt, test: asked });
  } finally {
    tf.dispose(sets.map(({ codes, labels }) => [codes, labels]));
  }
}
