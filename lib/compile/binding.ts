/** The part of tfjs-node that compiling reaches into. Nothing else here touches it. */
import * as tf from '../backend/tf';
import type { NativeAttribute } from './attributes';

/** What addresses a tensor inside libtensorflow; it is never used for another one. */
export type TensorId = number;

/** The form of a tensor: TensorFlow's number of its type, and its shape. */
export interface ValueForm {
  dtype: number;
  shape: readonly number[];
}

/** A tensor that libtensorflow made. */
export interface NativeTensor extends ValueForm {
  id: TensorId;
}

/** tfjs-node's door to libtensorflow. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: tf.TypedArray): TensorId;
  deleteTensor(id: TensorId): void;
  tensorDataSync(id: TensorId): tf.TypedArray;
  executeOp(
    name: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly TensorId[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(model: number): void;
  runSavedModel(
    model: number,
    inputs: readonly TensorId[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
}

/** What the backend knows of a tensor; `values` wait for their first use, and have no id until then. */
interface TensorRecord extends NativeTensor {
  values: tf.TypedArray | null;
  /** How many tensors share it. */
  refCount: number;
}

/** The native backend of TensorFlow.js, as far as compiling needs it. */
export interface NativeBackend {
  binding: Binding;
  tensorMap: { get(dataId: object): TensorRecord };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): TensorId[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  readSync(dataId: object): tf.TypedArray;
}

/** Whether steps can be compiled here at all: only libtensorflow can. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** The native backend. Call it only where {@link isNative}. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

/** The ids of tensors, which are given to libtensorflow where they have not been yet. */
export function idsOf(tensors: readonly tf.Tensor[]): TensorId[] {
  return nativeBackend().getInputTensorIds(tensors);
}

/** Its properties are read-only and hidden, so that nothing less than a copy can be changed. */
export function copyOfBinding(binding: Binding): Binding {
  const properties = Object.getOwnPropertyNames(binding).map((name) => [
    name,
    Reflect.get(binding, name) as unknown,
  ]);
  return Object.fromEntries(properties) as Binding;
}
