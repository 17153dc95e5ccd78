# SPDX-License-Identifier: Apache-2.0
"""How each weight drew its first value, so that the exported graph can draw it again from another seed."""

import contextlib

import keras
import tensorflow as tf


@contextlib.contextmanager
def recorded():
    """Yields a dict from the id of a Keras variable to the initialiser of every weight made inside the block."""
    record, original = {}, keras.layers.Layer.add_weight

    def add_weight(self, *args, **kwargs):
        variable = original(self, *args, **kwargs)
        given = kwargs.get("initializer", args[1] if len(args) > 1 else None)
        if given is None:
            given = "glorot_uniform" if "float" in variable.dtype else "zeros"
        record[id(variable)] = given if callable(given) else keras.initializers.get(given)
        return variable

    keras.layers.Layer.add_weight = add_weight
    try:
        yield record
    finally:
        keras.layers.Layer.add_weight = original


class _GraphSeed(keras.random.SeedGenerator):
    """Stands in for a Keras seed, so that an initialiser draws from a tensor of the graph."""

    def __init__(self, seed_pair):  # deliberately makes no variable
        self._pair, self._draws = seed_pair, 0

    def next(self, ordered=True):
        self._draws += 1
        return fold_in(self._pair, self._draws)

    def get_config(self):
        raise NotImplementedError("lives while a graph is traced")


def fold_in(seed_pair, datum):
    """Another seed pair, i64 [2], for each datum."""
    return tf.random.fold_in(seed_pair, datum)


def draw(initializer, variable, seed_pair):
    """A fresh first value of the variable, drawn in the graph from the seed pair."""
    if isinstance(initializer, keras.initializers.Initializer):
        with tf.init_scope():
            fresh = type(initializer).from_config(initializer.get_config())
        if hasattr(fresh, "seed"):
            fresh.seed = _GraphSeed(seed_pair)
        initializer = fresh
    dtype = keras.backend.standardize_dtype(variable.dtype)
    return tf.cast(tf.convert_to_tensor(initializer(tuple(variable.shape), dtype=dtype)), dtype)
