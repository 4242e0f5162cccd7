/** What the graph format must be told about TensorFlow's operations and eager execution does not need. */

/** The names of results that are not called `output`, from TensorFlow's registry of operations. */
const RESULT_NAMES: Record<string, string> = {
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus',
  backprops: 'EluGrad Relu6Grad ReluGrad SeluGrad SoftplusGrad LeakyReluGrad',
  bins: 'Bincount',
  crops: 'CropAndResize',
  dense: 'SparseToDense',
  filter_backprop: 'Dilation2DBackpropFilter',
  in_backprop: 'Dilation2DBackpropInput',
  out: 'Complex Cumprod Cumsum',
  product: '_FusedMatMul MatMul',
  r0: 'BroadcastArgs',
  resized_images: 'ResizeBilinear ResizeNearestNeighbor',
  softmax: 'Softmax',
  sum: 'AddN',
  'values indices': 'TopK TopKV2',
  y:
    'Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil ComplexAbs Cos Cosh Erf Exp Expm1 Floor IsFinite ' +
    'IsInf IsNan Log Log1p LogicalNot Neg OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt ' +
    'Square Tan Tanh Transpose ZerosLike',
  'y batch_mean batch_variance reserve_space_1 reserve_space_2': 'FusedBatchNorm',
  z:
    'Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual ' +
    'LogicalAnd LogicalOr Maximum Minimum Mod Mul NotEqual Pow RealDiv SigmoidGrad SquaredDifference ' +
    'Sub TanhGrad',
};

const namesOf = new Map(
  Object.entries(RESULT_NAMES).flatMap(([names, operations]) =>
    operations.split(' ').map((operation) => [operation, names.split(' ')] as const),
  ),
);

/** Operations whose only result is a list. */
const LISTS = new Set(['SplitV', 'Unpack', 'StatelessWhile', 'StatefulPartitionedCall']);

/** Where the result number `index` of an operation is found inside a function: `name:index`. */
export function resultName(operation: string, index: number): string {
  if (LISTS.has(operation)) return `output:${index}`;
  return `${namesOf.get(operation)?.[index] ?? 'output'}:0`;
}

/** Operations whose shape of the result depends on values. */
export const VALUE_SHAPED: ReadonlySet<string> = new Set([
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'Unique',
  'UniqueV2',
  'Where',
]);

/** Operations that draw random numbers which no generator of lib/random knows. */
export const DRAWING: ReadonlySet<string> = new Set([
  'Multinomial',
  'RandomUniform',
  'RandomStandardNormal',
  'TruncatedNormal',
]);
