# SPDX-License-Identifier: Apache-2.0
"""Small models that the tests export."""

import keras

L = keras.layers


def conv_net(activation="softmax"):
    """Batch norm, dropout, a nested model and a softmax."""
    keras.utils.set_random_seed(7)
    return keras.Sequential([
        keras.Input((12, 12, 3)),
        L.Conv2D(6, 3, padding="same", use_bias=False),
        L.BatchNormalization(),
        L.ReLU(),
        keras.Sequential([L.SeparableConv2D(8, 3, use_bias=False), L.BatchNormalization(), L.ReLU()], name="inner"),
        L.GlobalAveragePooling2D(),
        L.Dropout(0.25),
        L.Dense(4, activation=activation),
    ], name="conv_net")


def linear(classes=3):
    """No batch norm, no dropout: its gradients can be computed by hand."""
    keras.utils.set_random_seed(3)
    return keras.Sequential([keras.Input((2, 2, 1)), L.Flatten(), L.Dense(classes)], name="linear")


def batch_norm():
    """Weights 0 to 3 are gamma, beta, moving mean and moving variance."""
    keras.utils.set_random_seed(3)
    return keras.Sequential([
        keras.Input((3, 3, 1)), L.Flatten(), L.BatchNormalization(), L.Dense(3)], name="batch_norm")


def functional(frozen=True):
    """A frozen layer, and a softmax layer of its own at the end."""
    images = keras.Input((6, 6, 1))
    x = L.Conv2D(3, 3, name="backbone", trainable=not frozen)(images)
    x = L.Flatten()(x)
    x = L.Dense(3, name="head")(x)
    return keras.Model(images, L.Softmax()(x), name="functional")


class Subclassed(keras.Model):
    """Says nothing of its input; its softmax is out of reach where ``hidden`` is set."""

    def __init__(self, hidden=False):
        super().__init__(name="subclassed")
        self.hidden = hidden
        self.flatten = L.Flatten()
        self.dense = L.Dense(3)

    def call(self, images, training=False):
        logits = self.dense(self.flatten(images))
        return keras.ops.softmax(logits) if self.hidden else logits


def no_model():
    return "a string"
