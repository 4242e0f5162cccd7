import * as tf from '@tensorflow/tfjs';

/**
 * Gives `tf.einsum` the gradient that TensorFlow.js lacks, on every backend. It is an einsum itself: that
 * of dy with the other operand, over the labels of the operand; labels which only that one has were summed
 * over, so that the gradient is the same all along them.
 */
export function registerEinsumGradient(): void {
  tf.registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, operands, attributes) => {
      const { equation } = attributes as unknown as { equation: string };
      const [inputs = '', output = ''] = equation.split('->');
      const labels = inputs.split(',');
      const gradientOf = (index: number) => (): tf.Tensor => {
        const own = labels[index] ?? '';
        const other = 1 - index;
        const known = output + (labels[other] ?? '');
        const shared = [...own].filter((label) => known.includes(label)).join('');
        const gradient =
          labels.length === 2
            ? tf.einsum(
                `${output},${labels[other]}->${shared}`,
                dy as tf.Tensor,
                operands[other] as tf.Tensor,
              )
            : tf.einsum(`${output}->${shared}`, dy as tf.Tensor);
        const { shape } = operands[index] as tf.Tensor;
        const kept = shape.map((size, axis) => (known.includes(own[axis] ?? '') ? size : 1));
        return gradient.reshape(kept).broadcastTo(shape);
      };
      return Object.fromEntries(labels.map((_, index) => [String(index), gradientOf(index)]));
    },
  });
}
