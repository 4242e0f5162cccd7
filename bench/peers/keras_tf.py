"""The workloads in Keras on TensorFlow: python keras_tf.py WORKLOAD."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers, ops

from timing import serve


def fitted(model, X, batch_size, epochs=1):
    def repeat():
        model.fit(X, X, batch_size=batch_size, epochs=epochs, verbose=0)

    return repeat, len(X) // batch_size * epochs


class BitSum(keras.losses.Loss):
    """Cross-entropy, summed over the features of a pattern."""

    def call(self, y_true, y_pred):
        return ops.cast(ops.shape(y_true)[1], "float32") * ops.mean(
            ops.binary_crossentropy(y_true, y_pred), axis=-1
        )


def tiny():
    model = keras.Sequential(
        [layers.Input((9,)), layers.Dense(4, "sigmoid"), layers.Dense(9, "sigmoid")]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=BitSum())
    X = np.tile(np.float32([0, 1, 0, 1, 0, 0, 1, 1, 1]), (5, 1))
    return fitted(model, X, 5, epochs=40)


class Faces(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = layers.Dense(400, "relu")
        self.decoder = layers.Dense(1036, kernel_initializer="zeros")

    def call(self, x):
        z = self.encoder(x)
        entropy = ops.sum(1 / (ops.mean(z, axis=0) + 1e-6))
        self.add_loss(ops.mean(ops.sum(ops.abs(z), axis=1)) + 0.01 * entropy)
        y = self.decoder(z)
        self.add_loss(ops.sum(ops.square(self.decoder.kernel)))
        return y


def lfw():
    model = Faces()
    model.compile(
        optimizer=keras.optimizers.Adam(1e-4),
        loss=lambda x, y: ops.sum(ops.square(x - y), axis=-1),
    )
    return fitted(model, np.random.randn(5000, 1036).astype("float32"), 100, epochs=8)


def stacked():
    model = keras.Sequential(
        [
            layers.Input((784,)),
            layers.Dense(100, "selu"),
            layers.Dense(30, "selu"),
            layers.Dense(100, "selu"),
            layers.Dense(784, "sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="binary_crossentropy")
    return fitted(model, np.random.rand(12800, 784).astype("float32"), 32)


class Mask(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seed = keras.random.SeedGenerator(1)

    def call(self, x):
        kept = keras.random.uniform(ops.shape(x), seed=self.seed) < 0.9
        return x * ops.cast(kept, "float32")


class Sparse(layers.Layer):
    def call(self, h):
        rho, mean = 0.02, ops.mean(h, axis=0)
        kl = rho * ops.log(rho / mean) + (1 - rho) * ops.log((1 - rho) / (1 - mean))
        self.add_loss(0.4 * ops.sum(kl))
        return h


def denoising():
    model = keras.Sequential(
        [
            layers.Input((784,)),
            Mask(),
            layers.Dense(625, "sigmoid"),
            Sparse(),
            layers.Dense(784, "sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=BitSum())
    return fitted(model, np.random.rand(12800, 784).astype("float32"), 128, epochs=3)


def convolutional():
    def conv(filters):
        return [layers.Conv2D(filters, 3, padding="same", activation="selu"), layers.MaxPool2D(2)]

    def transposed(filters, padding, activation):
        return layers.Conv2DTranspose(
            filters, 3, strides=2, padding=padding, activation=activation
        )

    model = keras.Sequential(
        [layers.Input((28, 28, 1)), *conv(16), *conv(32), *conv(64)]
        + [transposed(32, "valid", "selu"), transposed(16, "same", "selu")]
        + [transposed(1, "same", "sigmoid")]
    )
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="binary_crossentropy")
    return fitted(model, np.random.rand(3200, 28, 28, 1).astype("float32"), 32)


if __name__ == "__main__":
    serve(*globals()[sys.argv[1]]())
