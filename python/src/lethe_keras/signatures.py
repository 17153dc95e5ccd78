# SPDX-License-Identifier: Apache-2.0
"""The signatures of a trainable SavedModel.

B is the batch size, K the number of classes, V the number of entries of the update mask.
"""

import keras
import tensorflow as tf

from lethe_keras import checkpoints, initializers

_INITIAL_VALUES, _DROPOUT = 1, 0  # which stream of random numbers
_CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.Conv2DTranspose, keras.layers.DepthwiseConv2D,
                 keras.layers.SeparableConv2D)


class Signatures:
    """Functions over one classifier, its optimizer and its checkpoint."""

    def __init__(self, classifier, optimizer, checkpoint, initializer_of=None):
        self._classifier = classifier
        self._optimizer = optimizer
        self._checkpoint = checkpoint
        self._initializer_of = initializer_of
        self._index = {id(w.variable): i for i, w in enumerate(classifier.weights)}

    def concrete(self):
        """The traced functions by the name of their signature; reinitialize only where initialisers are known, and
        transpose_kernels only where there is a square kernel."""
        classes, count = self._classifier.classes, len(self._classifier.weights)
        images = tf.TensorSpec([None, *self._classifier.image_shape], tf.uint8, "images")
        mask = tf.TensorSpec([count], tf.float32, "update_mask")
        rate = tf.TensorSpec([], tf.float32, "learning_rate")
        seed = tf.TensorSpec([], tf.int64, "seed")
        path = tf.TensorSpec([], tf.string, "path")
        batch = [
            images,
            tf.TensorSpec([None], tf.int32, "labels"),
            tf.TensorSpec([None], tf.float32, "cross_entropy_weight"),
            tf.TensorSpec([None], tf.float32, "distillation_weight"),
            tf.TensorSpec([None, classes], tf.float32, "target_logits"),
            tf.TensorSpec([], tf.float32, "temperature"),
            mask,
        ]
        specs = {
            "serving_default": (self._serve, [images]),
            "train_step": (self._train_step, [*batch, rate]),
            "accumulate_gradients": (self._accumulate_gradients, batch),
            "apply_gradients": (self._apply_gradients, [rate, mask]),
            "reset_optimizer": (self._reset_optimizer, [seed]),
            "checkpoint": (self._save, [path]),
            "save_optimizer": (self._save_optimizer, [path]),
            "restore_optimizer": (self._restore_optimizer, [path]),
        }
        if self._initializer_of is not None:
            specs["reinitialize"] = (self._reinitialize, [seed, mask])
        if any(is_square_kernel(w) for w in self._classifier.weights):
            specs["transpose_kernels"] = (self._transpose_kernels, [seed])
        return {name: tf.function(function, input_signature=signature, autograph=False).get_concrete_function()
                for name, (function, signature) in specs.items()}

    def _serve(self, images):
        logits = self._classifier.logits(images, training=False)
        return {"logits": logits, "probabilities": tf.nn.softmax(logits)}

    def _train_step(self, images, labels, cross_entropy_weight, distillation_weight, target_logits, temperature,
                    update_mask, learning_rate):
        outputs, gradients, masks = self._pass(
            images, labels, cross_entropy_weight, distillation_weight, target_logits, temperature, update_mask)
        self._optimizer.step(gradients, learning_rate, masks)
        return outputs

    def _accumulate_gradients(self, images, labels, cross_entropy_weight, distillation_weight, target_logits,
                              temperature, update_mask):
        outputs, gradients, masks = self._pass(
            images, labels, cross_entropy_weight, distillation_weight, target_logits, temperature, update_mask)
        self._optimizer.accumulate(gradients, masks)
        return outputs

    def _apply_gradients(self, learning_rate, update_mask):
        return {"step": self._optimizer.step_accumulated(learning_rate, self._masks(update_mask))}

    def _pass(self, images, labels, cross_entropy_weight, distillation_weight, target_logits, temperature,
              update_mask):
        """Forward and backward in training mode: outputs, and of each trained weight its gradient and mask."""
        trained, others = self._classifier.trained, self._classifier.others
        before = [tf.identity(w.variable.value) for w in others]
        is_frozen = lambda layer: tf.equal(self._mask_of(layer.moving_mean, update_mask), 0.0)
        with self._classifier.batch_norm_frozen_where(is_frozen), tf.GradientTape() as tape:
            logits = self._classifier.logits(images, training=True)
            by_row, _ = tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=logits, labels=labels)
            cross_entropy = tf.reduce_sum(cross_entropy_weight * by_row)
            log_target = tf.nn.log_softmax(target_logits / temperature)
            log_student = tf.nn.log_softmax(logits / temperature)
            divergence = tf.reduce_sum(tf.exp(log_target) * (log_target - log_student), -1)
            distillation = tf.reduce_sum(distillation_weight * divergence)
            loss = cross_entropy + distillation
        gradients = tape.gradient(
            loss, [w.variable.value for w in trained], unconnected_gradients=tf.UnconnectedGradients.ZERO)
        for w, old in zip(others, before):  # moving statistics of what is masked stay
            w.variable.value.assign(tf.where(self._mask_of(w.variable, update_mask) > 0, w.variable.value, old))
        outputs = {"loss": loss, "cross_entropy": cross_entropy, "distillation": distillation, "logits": logits}
        return outputs, [tf.convert_to_tensor(g) for g in gradients], self._masks(update_mask)

    def _mask_of(self, variable, update_mask):
        return update_mask[self._index[id(variable)]]

    def _masks(self, update_mask):
        return [self._mask_of(w.variable, update_mask) for w in self._classifier.trained]

    def _reset_optimizer(self, seed):
        self._start_over(seed)
        return {"step": tf.zeros_like(seed)}

    def _reinitialize(self, seed, update_mask):
        root = tf.stack([seed, tf.constant(_INITIAL_VALUES, tf.int64)])
        for i, w in enumerate(self._classifier.weights):
            if starts_over(w):
                value = initializers.draw(self._initializer_of[id(w.variable)], w.variable, initializers.fold_in(root, i))
                w.variable.value.assign(tf.where(update_mask[i] > 0, value, w.variable.value))
        self._start_over(seed)
        return {"step": tf.zeros_like(seed)}

    def _transpose_kernels(self, seed):
        """Height and width of every square convolution kernel change places."""
        for w in self._classifier.weights:
            if is_square_kernel(w):
                w.variable.value.assign(tf.transpose(w.variable.value, [1, 0, 2, 3]))
        self._start_over(seed)
        return {"step": tf.zeros_like(seed)}

    def _start_over(self, seed):
        """Clears Adam and reseeds dropout."""
        self._optimizer.clear()
        root = tf.stack([seed, tf.constant(_DROPOUT, tf.int64)])
        for i, state in enumerate(self._classifier.seeds):
            pair = initializers.fold_in(initializers.fold_in(root, i), 0)  # fold_in leaves its datum in [1]
            first = tf.math.floormod(pair[0], 2**31 - 1)
            state.value.assign(tf.cast(tf.stack([first, tf.zeros_like(first)]), state.value.dtype))

    def _save(self, path):
        return {"path": self._checkpoint.save(path)}

    def _optimizer_state(self):
        seeds = [(f"seeds/{i}", v.value.handle, v.value.dtype) for i, v in enumerate(self._classifier.seeds)]
        return self._optimizer.state() + seeds

    def _save_optimizer(self, path):
        return {"path": checkpoints.save(
            path, [(name, tf.raw_ops.ReadVariableOp(resource=handle, dtype=dtype))
                   for name, handle, dtype in self._optimizer_state()])}

    def _restore_optimizer(self, path):
        return {"path": checkpoints.restore(path, self._optimizer_state())}


def starts_over(weight):
    """Whether reinitialize draws it: not in a frozen layer, and not what a Normalization layer learnt of the data."""
    return weight.layer.trainable and not isinstance(weight.layer, keras.layers.Normalization)


def is_square_kernel(weight):
    """Whether transpose_kernels turns it: a convolution's kernel [h, w, ...], h = w > 1, not in a frozen layer."""
    shape = weight.variable.shape
    return weight.layer.trainable and isinstance(weight.layer, _CONVOLUTIONS) and len(shape) == 4 \
        and shape[0] == shape[1] and shape[0] > 1
