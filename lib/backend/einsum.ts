/** `tf.einsum` as it should be: right on every backend, and with a gradient. */
import * as tf from '@tensorflow/tfjs';

/**
 * Gives `tf.einsum` the gradient that TensorFlow.js lacks, and a kernel where it has none or a wrong one:
 * the plain backend's keeps axes that only one operand has and that should be summed over.
 */
export function mendEinsum(): void {
  tf.unregisterKernel('Einsum', 'cpu');
  for (const backendName of ['cpu', 'wasm']) {
    tf.registerKernel({
      kernelName: 'Einsum',
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        // It is called with the tensors themselves, and what is done inside a kernel is not recorded.
        const operands = inputs as unknown as tf.Tensor[];
        return tf.tidy(() => contract(equationOf(attrs), operands).clone());
      },
    });
  }
  tf.registerGradient({ kernelName: 'Einsum', saveAllInputs: true, gradFunc: gradients });
}

interface Equation {
  /** The labels of each operand's axes, a letter an axis. */
  operands: string[];
  output: string;
}

function equationOf(attributes: object | undefined): Equation {
  const { equation } = attributes as { equation: string };
  const [inputs = '', output = ''] = equation.split('->');
  return { operands: inputs.split(','), output };
}

/** As one matrix product, or a sum where there is one operand. */
function contract({ operands, output }: Equation, tensors: readonly tf.Tensor[]): tf.Tensor {
  const [first = '', second] = operands;
  const [a, b] = tensors as [tf.Tensor, tf.Tensor];
  const isIn = (labels: string) => (label: string) => labels.includes(label);
  const sizes = new Map(
    operands.flatMap((labels, i) =>
      [...labels].map((label, axis) => [label, tensors[i]?.shape[axis]]),
    ),
  ) as Map<string, number>;
  if (second === undefined) return arranged(a, first, output);
  const both = [...first].filter(isIn(second));
  const batch = both.filter(isIn(output)).join('');
  const inner = both.filter((label) => !output.includes(label)).join('');
  const rows = [...first]
    .filter((label) => isIn(output)(label) && !second.includes(label))
    .join('');
  const columns = [...second]
    .filter((label) => isIn(output)(label) && !first.includes(label))
    .join('');
  const shapeOf = (labels: string) => [...labels].map((label) => sizes.get(label) as number);
  const sizeOf = (labels: string) => shapeOf(labels).reduce((size, dim) => size * dim, 1);
  const left = arranged(a, first, batch + rows + inner);
  const right = arranged(b, second, batch + inner + columns);
  const product = tf.matMul(
    left.reshape<tf.Tensor3D>([sizeOf(batch), sizeOf(rows), sizeOf(inner)]),
    right.reshape<tf.Tensor3D>([sizeOf(batch), sizeOf(inner), sizeOf(columns)]),
  );
  const found = batch + rows + columns;
  return arranged(product.reshape(shapeOf(found)), found, output);
}

/** A tensor with other axes in another order; it is summed over those that are left out. */
function arranged(x: tf.Tensor, labels: string, wanted: string): tf.Tensor {
  const left = [...labels].filter((label) => wanted.includes(label));
  const summed = [...labels].flatMap((label, axis) => (wanted.includes(label) ? [] : [axis]));
  const kept = summed.length > 0 ? x.sum(summed) : x;
  const order = [...wanted].map((label) => left.indexOf(label));
  return order.every((axis, i) => axis === i) ? kept : kept.transpose(order);
}

/**
 * The gradient of an operand is the einsum of dy with the other one, over the operand's labels; over those
 * that only it has it was summed, so that the gradient is the same all along them.
 */
function gradients(
  dy: tf.Tensor | tf.Tensor[],
  operands: tf.Tensor[],
  attributes: tf.NamedAttrMap,
): Record<string, () => tf.Tensor> {
  const { operands: labels, output } = equationOf(attributes);
  const gradientOf = (index: number) => (): tf.Tensor => {
    const own = labels[index] ?? '';
    const other = labels[1 - index];
    const known = output + (other ?? '');
    const shared = [...own].filter((label) => known.includes(label)).join('');
    const gradient =
      other === undefined
        ? tf.einsum(`${output}->${shared}`, dy as tf.Tensor)
        : tf.einsum(
            `${output},${other}->${shared}`,
            dy as tf.Tensor,
            operands[1 - index] as tf.Tensor,
          );
    const { shape } = operands[index] as tf.Tensor;
    const sizes = shape.map((size, axis) => (known.includes(own[axis] ?? '') ? size : 1));
    return gradient.reshape(sizes).broadcastTo(shape);
  };
  return Object.fromEntries(labels.map((_, index) => [String(index), gradientOf(index)]));
}
