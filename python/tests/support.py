# SPDX-License-Identifier: Apache-2.0
"""Exports models for the tests and runs their signatures."""

import os
import pathlib
import sys
import tempfile
import unittest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import keras
import numpy as np
import tensorflow as tf

from lethe_keras import exporter, initializers


class ExportCase(unittest.TestCase):
    """A folder for each test class, emptied at its end."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)


def export(builder, out, **options):
    keras.backend.clear_session()  # names of layers count from the start again
    with initializers.recorded() as record:
        model = builder()
    return exporter.export(model, out, initializers=record, **options)


class Model:
    """A SavedModel in this process, its optimizer reset."""

    def __init__(self, folder, seed=0):
        self._loaded = tf.saved_model.load(str(folder))
        self.signatures = self._loaded.signatures
        self.weights = self._loaded.weights
        self.reset(seed)

    def call(self, signature, **inputs):
        return {name: value.numpy() for name, value in self.signatures[signature](**inputs).items()}

    def reset(self, seed=0):
        self.call("reset_optimizer", seed=tf.constant(seed, tf.int64))

    def logits(self, images):
        return self.call("serving_default", images=tf.constant(images))["logits"]

    def mask(self, value=1.0):
        return np.full([len(self.weights)], value, np.float32)

    def values(self):
        return [w.numpy().copy() for w in self.weights]

    def step(self, batch, rate=0.01, mask=None):
        mask = self.mask() if mask is None else mask
        return self.call("train_step", learning_rate=tf.constant(rate), update_mask=tf.constant(mask), **batch)

    def accumulate(self, batch, mask=None):
        mask = self.mask() if mask is None else mask
        return self.call("accumulate_gradients", update_mask=tf.constant(mask), **batch)

    def apply(self, rate=0.01, mask=None):
        mask = self.mask() if mask is None else mask
        return self.call("apply_gradients", learning_rate=tf.constant(rate), update_mask=tf.constant(mask))


def batch(images, labels, cross_entropy_weight, distillation_weight=None, target_logits=None, temperature=1.0, classes=4):
    rows = len(images)
    zeros = np.zeros([rows], np.float32)
    return {
        "images": tf.constant(images, tf.uint8),
        "labels": tf.constant(labels, tf.int32),
        "cross_entropy_weight": tf.constant(cross_entropy_weight, tf.float32),
        "distillation_weight": tf.constant(zeros if distillation_weight is None else distillation_weight, tf.float32),
        "target_logits": tf.constant(
            np.zeros([rows, classes]) if target_logits is None else target_logits, tf.float32),
        "temperature": tf.constant(temperature, tf.float32),
    }


def learnable(shape, rows=16, classes=4):
    """Images whose brightness tells the label."""
    labels = np.arange(rows) % classes
    noise = np.random.default_rng(1).integers(0, 60, [rows, *shape])
    images = (noise + labels.reshape([-1, 1, 1, 1]) * 60).astype(np.uint8)
    return batch(images, labels, np.full([rows], 1 / rows), classes=classes)
