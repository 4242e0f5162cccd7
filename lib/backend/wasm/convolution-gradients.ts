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

/** dL/dFilter [height, width, in, out] = patches of x, transposed, times dL/dOutput. */
function filterGradient({
  inputs,
  attrs,
  backend,
}: KernelCall<FilterGradientAttributes>): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const geometry = geometryOf(x.shape, attrs.filterShape, attrs);
  const { outChannels } = geometry;
  const patchSize = patchSizeOf(geometry);
  const sum = new Float32Array(patchSize * outChannels);
  for (const group of groupsOf(geometry)) {
    const patches = backend.makeOutput([group.positions, patchSize], 'float32');
    numbersOf(backend, patches).fill(0);
    const slice = positionsOf(backend, dy, group, outChannels);
    const dyT = transposed(backend, slice);
    // The views are taken last: making a tensor can move the memory.
    const to = numbersOf(backend, patches);
    const from = numbersOf(backend, x);
    visitRuns(geometry, group, (inputAt, patchAt, length) => {
      for (let i = 0; i < length; i++) to[patchAt + i] = from[inputAt + i]!;
    });
    const product = matrixProduct(backend, dyT, patches);
    const partial = numbersOf(backend, product);
    for (let out = 0, at = 0; out < outChannels; out++) {
      for (let k = 0; k < patchSize; k++, at++) sum[k * outChannels + out]! += partial[at]!;
    }
    for (const { dataId } of [patches, slice, dyT, product]) backend.disposeData(dataId);
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
  const { outChannels } = geometry;
  const patchSize = patchSizeOf(geometry);
  const dx = backend.makeOutput(attrs.inputShape, 'float32');
  numbersOf(backend, dx).fill(0);
  const filterT = transposed(backend, { ...filter, shape: [patchSize, outChannels] });
  for (const group of groupsOf(geometry)) {
    const slice = positionsOf(backend, dy, group, outChannels);
    const patches = matrixProduct(backend, slice, filterT);
    const from = numbersOf(backend, patches);
    const to = numbersOf(backend, dx);
    visitRuns(geometry, group, (inputAt, patchAt, length) => {
      for (let i = 0; i < length; i++) to[inputAt + i]! += from[patchAt + i]!;
    });
    backend.disposeData(slice.dataId);
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

/** The rows of a group in a gradient [batch, height, width, channels], as [positions, channels]. */
function positionsOf(
  backend: BackendWasm,
  dy: tf.TensorInfo,
  { first, count, positions }: ImageGroup,
  channels: number,
): tf.TensorInfo {
  const shape = [positions, channels];
  const begin = (first * positions * channels) / count;
  const values = backend.readSync(dy.dataId, begin, begin + positions * channels);
  return backend.makeOutput(shape, 'float32', undefined, values);
}

/**
 * Visits the patches of a group row by row: a row of a patch lies in one piece both in the image and
 * in the matrix [positions, patchSize]. What lies in the padding is left out.
 */
function visitRuns(
  { inHeight, inWidth, inChannels, outHeight, outWidth, ...geometry }: Geometry,
  group: ImageGroup,
  visit: (inputAt: number, patchAt: number, length: number) => void,
): void {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  let row = 0;
  for (let image = group.first; image < group.first + group.count; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const left = outX * strideWidth - padInfo.left;
        const begin = Math.max(0, -left);
        const length = (Math.min(filterWidth, inWidth - left) - begin) * inChannels;
        for (let filterY = 0; filterY < filterHeight; filterY++, row++) {
          const y = outY * strideHeight - padInfo.top + filterY;
          if (y < 0 || y >= inHeight || length <= 0) continue;
          const inputAt = ((image * inHeight + y) * inWidth + left + begin) * inChannels;
          visit(inputAt, (row * filterWidth + begin) * inChannels, length);
        }
      }
    }
  }
}
