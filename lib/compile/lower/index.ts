/**
 * Other ways of writing the operations that XLA's CPU compiler does not know, or computes slowly, or
 * takes long to get.
 */
import { conv2d, conv2dBackpropFilter, conv2dBackpropInput } from './convolution';
import { isNan, relu, select } from './elementwise';
import type { Lowering } from './lowering';
import { maxPool, maxPoolGrad, resizeNearest, resizeNearestGrad } from './pooling';

/** By the name of the operation. */
export const XLA_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  IsNan: isNan,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  Relu: relu,
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: resizeNearestGrad,
  Select: select,
};
