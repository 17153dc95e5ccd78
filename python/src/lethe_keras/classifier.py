# SPDX-License-Identifier: Apache-2.0
"""A Keras model seen as a classifier: its logits, its weights in the order of the update mask, their blocks."""

import contextlib
from collections import Counter
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from lethe_keras.errors import ExportError

_LOGIT_ACTIVATIONS = (None, keras.activations.linear, keras.activations.log_softmax)
_SEED = "seed_generator_state"
_PROBES = 4


@dataclass(frozen=True)
class Weight:
    """One entry of the update mask."""

    variable: keras.Variable
    layer: keras.layers.Layer  # the innermost layer that owns it
    path: str
    block: int

    @property
    def trainable(self):
        return bool(self.variable.trainable)


class Classifier:
    """Images uint8 [B,H,W,C] to logits f32 [B,K].

    Takes the model over: a softmax at its end is removed from the model itself.
    """

    def __init__(self, model, normalization, image_shape=None):
        self.normalization = normalization
        self.image_shape = _image_shape(model, image_shape)
        normalization.require_channels(self.image_shape[2])
        self._build(model)
        self.model = _without_softmax(model)
        self.probe_images = np.random.default_rng(7).integers(
            0, 256, [_PROBES, *self.image_shape], dtype=np.uint8)
        self.classes = self._check_outputs()
        self.weights = _weights(self.model)
        self._check_weights()
        self.layers = list(dict.fromkeys(weight.layer for weight in self.weights))
        self.seeds = [v for v in self.model.variables if v.name == _SEED]

    def _build(self, model):
        try:
            model(self.normalization.apply(tf.zeros([1, *self.image_shape], tf.uint8)), training=False)
        except Exception as e:  # whatever a model of others throws
            raise ExportError(
                f"{model.name} cannot take a float image batch of shape {[None, *self.image_shape]}:"
                f" {_first_line(e)}; give the shape of its images with --input HxWxC") from e

    def _check_outputs(self):
        raw = self.model(self.normalization.apply(tf.constant(self.probe_images)), training=False)
        if not tf.is_tensor(raw):
            raise ExportError(
                f"{self.model.name} returns a {type(raw).__name__}; it must return one tensor of logits [B,K]."
                f" Wrap it in a builder function that picks that output")
        if raw.shape.rank != 2 or raw.shape[0] != _PROBES or raw.shape[1] is None or raw.shape[1] < 2:
            raise ExportError(
                f"{self.model.name} maps {_PROBES} images to a tensor of shape {raw.shape.as_list()}; it must be logits"
                f" [B,K] with at least two classes (for two classes, two logits). Add a pooling or dense layer at its end")
        values = tf.cast(raw, tf.float32).numpy()
        if not np.isfinite(values).all():
            raise ExportError(f"{self.model.name} gives logits that are not finite; check its weights and --normalization")
        if (values >= 0).all() and np.allclose(values.sum(-1), 1, atol=1e-4):
            raise ExportError(
                f"{self.model.name} gives probabilities (each row sums to 1), and its softmax is not in its last layer,"
                f" where it could be removed; return what goes into the softmax")
        return int(raw.shape[1])

    def _check_weights(self):
        if not any(weight.trainable for weight in self.weights):
            raise ExportError(f"{self.model.name} has no trainable weight; set trainable = True on what may learn")
        for weight in self.weights:
            if weight.trainable and weight.variable.dtype != "float32":
                raise ExportError(
                    f"the weight {weight.path} is {weight.variable.dtype}; weights must be float32"
                    f" (mixed precision is fine: it keeps them in float32)")

    @property
    def name(self):
        return self.model.name

    @property
    def trained(self):
        """Weights that Adam moves."""
        return [weight for weight in self.weights if weight.trainable]

    @property
    def others(self):
        """Moving statistics, counters, and the weights of frozen layers."""
        return [weight for weight in self.weights if not weight.trainable]

    def logits(self, images, training):
        """Logits f32 [B,K] of images uint8 [B,H,W,C], in the graph that is being traced."""
        logits = tf.cast(self.model(self.normalization.apply(images), training=training), tf.float32)
        return tf.ensure_shape(logits, [None, self.classes])

    @contextlib.contextmanager
    def batch_norm_frozen_where(self, frozen_of):
        """While traced, a batch-norm layer for which frozen_of(layer) is true uses its moving statistics."""
        patched = []
        for layer in self.layers:
            if isinstance(layer, keras.layers.BatchNormalization) and layer.trainable:
                object.__setattr__(layer, "_moments", _switch(layer, frozen_of(layer)))
                patched.append(layer)
        try:
            yield
        finally:
            for layer in patched:
                object.__delattr__(layer, "_moments")


def _switch(layer, frozen):
    original = layer._moments

    def moments(inputs, mask):
        mean, variance = original(inputs, mask)
        return (tf.where(frozen, tf.cast(layer.moving_mean.value, mean.dtype), mean),
                tf.where(frozen, tf.cast(layer.moving_variance.value, variance.dtype), variance))

    return moments


def _image_shape(model, given):
    """The shape [H,W,C] of one image: what the model says, or what was given where it does not say."""
    inputs = getattr(model, "inputs", None)
    if inputs is not None and len(inputs) != 1:
        raise ExportError(f"{model.name} has {len(inputs)} inputs; it must have one, the images. Wrap it in a builder"
                          f" function that makes the others constant")
    known = list(inputs[0].shape) if inputs else [None, None, None, None]
    if len(known) != 4:
        raise ExportError(f"{model.name} takes inputs of shape {known}; it must take images [B,H,W,C]")
    if known[0] is not None:
        raise ExportError(f"{model.name} takes batches of {known[0]} only; give its Input no batch size")
    if given is None:
        if None in known[1:]:
            raise ExportError(f"{model.name} does not say the shape of its images, it takes {known};"
                              f" give it with --input HxWxC")
        return tuple(known[1:])
    if any(k is not None and k != g for k, g in zip(known[1:], given)):
        raise ExportError(f"{model.name} takes images of shape {known[1:]} and --input says {list(given)};"
                          f" build the model for that shape, or leave --input out")
    return tuple(given)


def _without_softmax(model):
    """The model up to its logits; refuses any other final activation."""
    last = _last_layer(model)
    if isinstance(last, keras.layers.Softmax):
        if last is not _last_of(model) or not model.inputs:
            raise ExportError(f"{model.name} ends in the softmax layer {last.name} inside {_last_of(model).name};"
                              f" leave that layer out of the model")
        return keras.Model(model.inputs, last.input, name=model.name)
    activation = getattr(last, "activation", None)
    if activation is keras.activations.softmax:
        last.activation = keras.activations.linear
    elif activation not in _LOGIT_ACTIVATIONS:
        name = getattr(activation, "__name__", type(activation).__name__)
        raise ExportError(f"the last layer of {model.name}, {last.name}, has the activation {name};"
                          f" it must give logits (no activation) or a softmax")
    return model


def _last_of(model):
    if getattr(model, "outputs", None) and len(model.outputs) == 1 and not isinstance(model, keras.Sequential):
        operation = model.outputs[0]._keras_history.operation
        if isinstance(operation, keras.layers.Layer):
            return operation
    return model.layers[-1] if model.layers else model


def _last_layer(model):
    last = _last_of(model)
    while isinstance(last, keras.Model) and last.layers:
        last = _last_of(last)
    return last


def top_level_layers(model):
    """What `block` counts: the layers of the model from its input on, input layers left out."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def _weights(model):
    """Every weight once, in the order of the top-level layers, with the innermost layer that has it."""
    found, seen, paths = [], set(), Counter()

    def add(layer, block):
        inner = {id(w) for child in layer._layers for w in child.weights}
        for w in layer.weights:
            if id(w) not in inner and id(w) not in seen:
                seen.add(id(w))
                paths[w.path] += 1
                path = w.path if paths[w.path] == 1 else f"{w.path}#{paths[w.path]}"
                found.append(Weight(w, layer, path, block))

    def visit(layer, block):  # Layer._flatten_layers would give the children of a nested model in reverse
        add(layer, block)
        for child in layer._layers:
            visit(child, block)

    for block, layer in enumerate(top_level_layers(model)):
        visit(layer, block)
    ours = {id(weight.variable) for weight in found}
    lost = [w.path for w in model.weights if id(w) not in ours]
    if lost:
        raise ExportError(f"{model.name} holds weights outside its layers: {', '.join(lost)};"
                          f" give them to a layer, so that it is known which part of the network they belong to")
    return found


def _first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
