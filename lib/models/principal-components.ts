import { EigenvalueDecomposition, QrDecomposition } from 'ml-matrix';
import * as tf from '../backend/tf';
import { ArgumentError } from '../errors';

/** Principal component analysis as a linear autoencoder: what {@link principalComponents} finds. */
export interface PrincipalComponents {
  /** The mean pattern, [features]. */
  mean: tf.Tensor1D;
  /** The directions that are kept, orthonormal rows, the largest variance first: [count, features]. */
  components: tf.Tensor2D;
  /**
   * The variance along every direction, kept or not, the largest first: [min(patterns, features)].
   * It is divided by the number of patterns, so that the sum of those not kept is the mean over the
   * patterns of the squared error summed over the features.
   */
  variances: tf.Tensor1D;
  /** [patterns, features] to the coordinates along the components, [patterns, count]. */
  encoder: (x: tf.Tensor) => tf.Tensor2D;
  /** [patterns, count] back to [patterns, features]. */
  decoder: (codes: tf.Tensor) => tf.Tensor2D;
  /** Both, one after the other: the linear reconstruction of least squared error on the data. */
  autoencoder: (x: tf.Tensor) => tf.Tensor2D;
}

/**
 * The principal components of data, from the eigenvectors of its covariance matrix, or of the matrix of
 * inner products of the patterns where there are fewer patterns than features (Jolliffe and Cadima,
 * Principal component analysis: a review and recent developments, 2016). The time grows with the third
 * power of the smaller of the two numbers: seconds for 1000.
 *
 * A component's sign is arbitrary; here its entry of largest size is positive.
 *
 * @param x [patterns, features]
 * @param count how many components to keep, 1 to min(patterns, features)
 * @throws ArgumentError for another shape or count
 */
export function principalComponents(x: tf.Tensor, count: number): PrincipalComponents {
  const most = Math.min(...x.shape);
  if (x.rank !== 2 || most < 1) {
    throw new ArgumentError(
      `Principal components of shape [${x.shape.join(', ')}] were asked for.`,
      'Pass patterns as the rows of a matrix, [patterns, features].',
    );
  }
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new ArgumentError(`${count} components were asked for.`, `Ask for 1 to ${most}.`);
  }
  const [patterns = 0, features = 0] = x.shape;
  const { mean, components, variances } = tf.tidy(() => {
    const mean = x.mean<tf.Tensor1D>(0);
    const centred = x.sub<tf.Tensor2D>(mean);
    const isWide = patterns < features;
    const products = tf.matMul(centred, centred, !isWide, isWide).div<tf.Tensor2D>(patterns);
    const { values, vectors } = eigen(products, count);
    // An eigenvector of the inner products weights the patterns; their sum points along the component.
    const directions = isWide ? orthonormal(tf.matMul(vectors, centred)) : vectors;
    return { mean, components: orient(directions), variances: values };
  });
  const encoder = (data: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => tf.matMul(data.sub<tf.Tensor2D>(mean), components, false, true));
  const decoder = (codes: tf.Tensor): tf.Tensor2D =>
    tf.tidy(() => tf.matMul(codes as tf.Tensor2D, components).add(mean));
  return {
    mean,
    components,
    variances,
    encoder,
    decoder,
    autoencoder: (data) => tf.tidy(() => decoder(encoder(data))),
  };
}

/** All eigenvalues of a symmetric matrix, the largest first, and the first eigenvectors as rows. */
function eigen(matrix: tf.Tensor2D, count: number): { values: tf.Tensor1D; vectors: tf.Tensor2D } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix.arraySync(), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i);
  order.sort((i, j) => (realEigenvalues[j] ?? 0) - (realEigenvalues[i] ?? 0));
  return {
    // Rounding makes a variance of zero a little negative.
    values: tf.tensor1d(order.map((i) => Math.max(0, realEigenvalues[i] ?? 0))),
    vectors: tf.tensor2d(order.slice(0, count).map((i) => eigenvectorMatrix.getColumn(i))),
  };
}

/** Rows with the same spans, orthonormal even where a direction without variance is only rounding. */
function orthonormal(rows: tf.Tensor2D): tf.Tensor2D {
  const { orthogonalMatrix } = new QrDecomposition(rows.transpose<tf.Tensor2D>().arraySync());
  return tf.tensor2d(orthogonalMatrix.to2DArray()).transpose();
}

/** Rows whose entry of largest size is positive. */
function orient(rows: tf.Tensor2D): tf.Tensor2D {
  const isNegative = rows.max(1, true).add(rows.min(1, true)).less(0);
  return tf.where(isNegative, rows.neg(), rows);
}
