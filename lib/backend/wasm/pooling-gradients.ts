import * as tf from '@tensorflow/tfjs';
import { numbersOf, setKernel, type KernelCall } from './kernel';

interface Pooling {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
type Geometry = ReturnType<typeof tf.backend_util.computePool2DInfo>;

/**
 * Replaces both gradients of 2D pooling. The stock gradient of the maximum goes astray in windows
 * without a positive value, that of the mean divides by too much at padded edges.
 */
export function mendPoolingGradients(): void {
  setKernel<Pooling>('MaxPoolGrad', maxPoolGradient);
  setKernel<Pooling>('AvgPoolGrad', averagePoolGradient);
}

/** Sends the gradient of each window to its largest value; of several, to the first. */
function maxPoolGradient({ inputs, attrs, backend }: KernelCall<Pooling>): tf.TensorInfo {
  const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const geometry = geometryOf(input.shape, attrs);
  const { inChannels: channels } = geometry;
  const dx = backend.makeOutput(input.shape, 'float32');
  const x = numbersOf(backend, input);
  const from = numbersOf(backend, dy);
  const to = numbersOf(backend, dx);
  to.fill(0);
  visitWindows(geometry, (outAt, cells) => {
    for (let channel = 0; channel < channels; channel++) {
      let best = cells[0]! + channel;
      let largest = x[best]!;
      for (let i = 1; i < cells.length; i++) {
        const at = cells[i]! + channel;
        // As arithmetic: a branch would be mispredicted half of the time.
        const isLarger = Number(x[at]! > largest);
        best += isLarger * (at - best);
        largest = x[best]!;
      }
      to[best]! += from[outAt + channel]!;
    }
  });
  return dx;
}

/** Shares the gradient of each window equally among the cells that lie in the image. */
function averagePoolGradient({ inputs, attrs, backend }: KernelCall<Pooling>): tf.TensorInfo {
  const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const geometry = geometryOf(input.shape, attrs);
  const { inChannels: channels } = geometry;
  const dx = backend.makeOutput(input.shape, 'float32');
  const from = numbersOf(backend, dy);
  const to = numbersOf(backend, dx);
  to.fill(0);
  visitWindows(geometry, (outAt, cells) => {
    for (const cell of cells) {
      for (let channel = 0; channel < channels; channel++) {
        to[cell + channel]! += from[outAt + channel]! / cells.length;
      }
    }
  });
  return dx;
}

function geometryOf(inputShape: number[], attributes: Pooling): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = inputShape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/**
 * Visits the windows of all images.
 *
 * @param visit Gets where the window's output begins, and where its cells in the image begin, row
 *   by row and without those in the padding. The list is the same object each time.
 */
function visitWindows(
  geometry: Geometry,
  visit: (outAt: number, cells: readonly number[]) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = geometry;
  const cells: number[] = [];
  let outAt = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const top = outY * geometry.strideHeight - padInfo.top;
      const bottom = Math.min(inHeight, top + geometry.filterHeight);
      for (let outX = 0; outX < outWidth; outX++, outAt += inChannels) {
        const left = outX * geometry.strideWidth - padInfo.left;
        const right = Math.min(inWidth, left + geometry.filterWidth);
        cells.length = 0;
        for (let y = Math.max(0, top); y < bottom; y++) {
          for (let x = Math.max(0, left); x < right; x++) {
            cells.push(((image * inHeight + y) * inWidth + x) * inChannels);
          }
        }
        if (cells.length > 0) visit(outAt, cells);
      }
    }
  }
}
