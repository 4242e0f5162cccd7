import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** @throws ArgumentError where truth and prediction differ in shape; broadcasting would hide it. */
export function assertSameShape(yTrue: tf.Tensor, yPred: tf.Tensor): void {
  if (tf.util.arraysEqual(yTrue.shape, yPred.shape)) return;
  throw new ArgumentError(
    `yTrue has shape [${yTrue.shape.join(', ')}], yPred [${yPred.shape.join(', ')}].`,
    'Pass predictions of the shape of the truth.',
  );
}
