"""Computes the check values of lib/layers with Keras itself.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 torch==2.13.0
python test/lib/layers/reference.py > test/lib/layers/reference.json
npx prettier --write test/lib/layers/reference.json
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow
import torch

draw = numpy.random.RandomState(5)
x = draw.rand(6, 4).astype("float32")


def numbers(values):
    return numpy.asarray(values, "float64").round(7).tolist()


class DenseTranspose(keras.layers.Layer):
    def __init__(self, dense, activation):
        super().__init__()
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, shape):
        self.bias = self.add_weight(shape=(self.dense.kernel.shape[0],), initializer="zeros")

    def call(self, inputs):
        product = keras.ops.matmul(inputs, keras.ops.transpose(self.dense.kernel))
        return self.activation(product + self.bias)


class KLDivergenceRegularizer(keras.regularizers.Regularizer):
    def __init__(self, weight, target):
        self.weight = weight
        self.target = target

    def __call__(self, activities):
        mean = keras.ops.mean(activities, axis=0)
        on = self.target * keras.ops.log(self.target / mean)
        off = (1 - self.target) * keras.ops.log((1 - self.target) / (1 - mean))
        return self.weight * keras.ops.sum(on + off)


def dense(units, activation, **options):
    return keras.layers.Dense(units, activation=activation, **options)


def trained(layers, rate):
    """Weights before, outputs, losses of 3 steps on all patterns, weights after."""
    model = keras.Sequential([keras.Input((4,)), *layers])
    model(x)
    for weight in model.weights:
        weight.assign(draw.randn(*weight.shape) * 0.5)
    before = [numbers(weight) for weight in model.weights]
    outputs = numbers(model(x))
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(rate))
    options = {"batch_size": 6, "verbose": 0}
    history = model.fit(x, x, epochs=3, shuffle=False, **options)
    return {
        "before": before,
        "outputs": outputs,
        "losses": numbers(history.history["loss"]),
        "validation": float(model.evaluate(x, x, **options)),
        "after": [numbers(weight) for weight in model.weights],
    }


first, second = dense(3, "selu"), dense(2, "selu")
tied = trained(
    [first, second, DenseTranspose(second, "selu"), DenseTranspose(first, "sigmoid")], 0.5
)
lasso = trained(
    [
        dense(5, "sigmoid"),
        keras.layers.ActivityRegularization(l1=0.3, l2=0.2),
        dense(4, "sigmoid"),
    ],
    0.5,
)
sparse = trained(
    [
        dense(5, "sigmoid", activity_regularizer=KLDivergenceRegularizer(0.4, 0.1)),
        dense(4, "sigmoid"),
    ],
    0.5,
)

z_mean, z_log_var = draw.randn(2, 3, 4).astype("float32")
torch.manual_seed(3)
epsilon = torch.randn(3, 4).numpy()
sampled = z_mean + keras.ops.exp(z_log_var / 2) * epsilon

steps = tensorflow.Variable([-1.5, -0.5, 0.2, 0.5, 0.8, 1.5, 2.5])
with tensorflow.GradientTape() as tape:
    rounded = steps + tensorflow.stop_gradient(keras.ops.round(steps) - steps)
    slope = tape.gradient(keras.ops.sum(rounded * rounded), steps)

torch.manual_seed(3)
uniform = torch.rand(6, 4).numpy()
tensorflow.random.set_seed(1)
kept = keras.layers.Dropout(0.5)(tensorflow.ones((200, 50)), training=True).numpy()

print(
    json.dumps(
        {
            "versions": {"keras": keras.__version__, "tensorflow": tensorflow.__version__},
            "x": numbers(x),
            "tied": tied,
            "lasso": lasso,
            "sparse": sparse,
            "sampling": {
                "zMean": numbers(z_mean),
                "zLogVar": numbers(z_log_var),
                "z": numbers(sampled),
            },
            "rounding": {
                "x": numbers(steps),
                "rounded": numbers(rounded),
                "gradientOfSumOfSquares": numbers(slope),
            },
            "dropout": {"uniform": numbers(uniform), "values": sorted(set(kept.ravel().tolist()))},
        }
    )
)
