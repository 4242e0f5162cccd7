import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { runOnPlainBackend } from './borrowed';
import { numbersOf, setKernel, type KernelCall } from './kernel';
import { matrixProduct, transposed } from './matrix-product';

/** Images are worked off in groups whose patches take no more than this. */
const PATCHES_BYTES = 64 * 2 ** 20;

interface Convolution {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat: 'NHWC' | 'NCHW';
}
type FilterGradientAttributes = Convolution & { filterShape: [number, number, number, number] };
type InputGradientAttributes = Convolution & { inputShape: [number, number, number, number] };
type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/**
 * Gives the WebAssembly backend both gradients of a convolution as matrix products over the patches
 * that the filter sees. The gradient of the filter is missing there; that of the input is slow.
 */
export function mendConvolutionGradients(): void {
  setKernel<FilterGradientAttributes>('Conv2DBackpropFilter', (call) =>
    call.attrs.dataFormat === 'NCHW'
      ? onPlainBackend('Conv2DBackpropFilter', call)
      : filterGradient(call),
  );
  setKernel<InputGradientAttributes>('Conv2DBackpropInput', (call) =>
    call.attrs.dataFormat === 'NCHW'
      ? onPlainBackend('Conv2DBackpropInput', call)
      : inputGradient(call),
  );
}

function onPlainBackend(name: string, call: KernelCall<Convolution>): tf.TensorInfo {
  return runOnPlainBackend(name, call as unknown as KernelCall) as tf.TensorInfo;
}

/**
 * dL/dFilter [height, width, in, out] = what each number of the filter sees, times dL/dOutput. The
 * second factor of a product is copied twice by the stock kernel, hence the smaller one stands there.
 */
function filterGradient({
  inputs,
  attrs,
  backend,
}: KernelCall<FilterGradientAttributes>): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const geometry = geometryOf(x.shape, attrs.filterShape, attrs);
  const patchSize = patchSizeOf(geometry);
  const sum = new Float32Array(patchSize * geometry.outChannels);
  for (const group of groupsOf(geometry)) {
    const patches = backend.makeOutput([patchSize, group.positions], 'float32');
    // The views are taken last: making a tensor can move the memory.
    gatherPatches(geometry, group, numbersOf(backend, x), numbersOf(backend, patches));
    const product = withPositionsOf(backend, dy, group, geometry, (gradient) =>
      matrixProduct(backend, patches, gradient),
    );
    const partial = numbersOf(backend, product);
    for (let i = 0; i < sum.length; i++) sum[i]! += partial[i]!;
    for (const { dataId } of [patches, product]) backend.disposeData(dataId);
  }
  return backend.makeOutput(attrs.filterShape, 'float32', undefined, sum);
}

/** dL/dInput: dL/dOutput times the filter, transposed, each patch added where it was taken from. */
function inputGradient({
  inputs,
  attrs,
  backend,
}: KernelCall<InputGradientAttributes>): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const geometry = geometryOf(attrs.inputShape, filter.shape, attrs);
  const dx = backend.makeOutput(attrs.inputShape, 'float32');
  numbersOf(backend, dx).fill(0);
  const shape = [patchSizeOf(geometry), geometry.outChannels];
  const filterT = transposed(backend, { ...filter, shape });
  for (const group of groupsOf(geometry)) {
    const patches = withPositionsOf(backend, dy, group, geometry, (gradient) =>
      matrixProduct(backend, gradient, filterT),
    );
    scatterPatches(geometry, group, numbersOf(backend, patches), numbersOf(backend, dx));
    backend.disposeData(patches.dataId);
  }
  backend.disposeData(filterT.dataId);
  return dx;
}

function geometryOf(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: Convolution,
): Geometry {
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1, // tfjs has no gradient of a dilated convolution
    pad,
    dimRoundingMode,
  );
}

function patchSizeOf({ filterHeight, filterWidth, inChannels }: Geometry): number {
  return filterHeight * filterWidth * inChannels;
}

/** Some consecutive images of a batch, with the number of output positions that they have. */
interface ImageGroup {
  first: number;
  count: number;
  positions: number;
}

function groupsOf(geometry: Geometry): ImageGroup[] {
  const { batchSize, outHeight, outWidth } = geometry;
  const perImage = outHeight * outWidth;
  const bytes = Math.max(1, perImage * patchSizeOf(geometry) * Float32Array.BYTES_PER_ELEMENT);
  const atOnce = Math.max(1, Math.floor(PATCHES_BYTES / bytes));
  const groups: ImageGroup[] = [];
  for (let first = 0; first < batchSize; first += atOnce) {
    const count = Math.min(atOnce, batchSize - first);
    groups.push({ first, count, positions: count * perImage });
  }
  return groups;
}

/** Hands over a group's part of a gradient [batch, height, width, channels], as [positions, channels]. */
function withPositionsOf(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  { first, count, positions }: ImageGroup,
  { batchSize, outChannels }: Geometry,
  use: (gradient: tf.TensorInfo) => tf.TensorInfo,
): tf.TensorInfo {
  const shape = [positions, outChannels];
  if (count === batchSize) return use({ ...dy, shape });
  const begin = (first * positions * outChannels) / count;
  const values = backend.readSync(dy.dataId, begin, begin + positions * outChannels);
  const part = backend.makeOutput(shape, 'float32', undefined, values);
  const result = use(part);
  backend.disposeData(part.dataId);
  return result;
}

/**
 * Writes what each number of the filter meets at each position: a matrix [patch, positions]. Image by
 * image, as one image stays in the processor's nearest cache.
 */
function gatherPatches(
  { inHeight, inWidth, inChannels, outHeight, outWidth, ...geometry }: Geometry,
  group: ImageGroup,
  from: tf.TypedArray,
  to: tf.TypedArray,
): void {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const step = strideWidth * inChannels;
  to.fill(0); // what lies in the padding
  for (let image = 0; image < group.count; image++) {
    const imageAt = (group.first + image) * inHeight * inWidth * inChannels;
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const top = Math.floor(tap / filterWidth) - padInfo.top;
      const left = (tap % filterWidth) - padInfo.left;
      const firstX = Math.max(0, Math.ceil(-left / strideWidth));
      const endX = Math.min(outWidth, Math.floor((inWidth - 1 - left) / strideWidth) + 1);
      for (let outY = 0; outY < outHeight; outY++) {
        const y = outY * strideHeight + top;
        if (y < 0 || y >= inHeight) continue;
        const rowAt = imageAt + (y * inWidth + firstX * strideWidth + left) * inChannels;
        const outAt = (image * outHeight + outY) * outWidth;
        for (let channel = 0; channel < inChannels; channel++) {
          const patchAt = (tap * inChannels + channel) * group.positions + outAt;
          let at = rowAt + channel;
          for (let x = firstX; x < endX; x++, at += step) to[patchAt + x] = from[at]!;
        }
      }
    }
  }
}

/** Adds each row of a matrix [positions, patch] to the piece of the image where its patch lies. */
function scatterPatches(
  { inHeight, inWidth, inChannels, outHeight, outWidth, ...geometry }: Geometry,
  group: ImageGroup,
  from: tf.TypedArray,
  to: tf.TypedArray,
): void {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const patchRow = filterWidth * inChannels;
  let patchAt = 0;
  for (let image = group.first; image < group.first + group.count; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const top = outY * strideHeight - padInfo.top;
      for (let outX = 0; outX < outWidth; outX++, patchAt += filterHeight * patchRow) {
        const left = outX * strideWidth - padInfo.left;
        const begin = Math.max(0, -left) * inChannels;
        const end = Math.min(filterWidth, inWidth - left) * inChannels;
        for (let filterY = Math.max(0, -top); filterY < filterHeight; filterY++) {
          const y = top + filterY;
          if (y >= inHeight) break;
          const imageAt = ((image * inHeight + y) * inWidth + left) * inChannels;
          const rowAt = patchAt + filterY * patchRow;
          for (let i = begin; i < end; i++) to[imageAt + i]! += from[rowAt + i]!;
        }
      }
    }
  }
}
