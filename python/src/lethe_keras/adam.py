# SPDX-License-Identifier: Apache-2.0
"""Adam as PyTorch's, and what it remembers between steps."""

import hashlib

import numpy as np
import tensorflow as tf

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


class Adam:
    """Beta 0.9 and 0.999, epsilon 1e-8 added to sqrt(v / (1 - beta2^t)).

    TensorFlow's fused kernel adds its epsilon before that correction, so it gets epsilon * sqrt(1 - beta2^t) and the
    corrected learning rate, both computed in double precision.

    Step, moments and accumulated gradients are resources of the session, not variables of the model: a published
    version must not carry them, because they hold gradients of the forgotten. ``clear`` makes them.
    """

    def __init__(self, trained):
        self._trained = [weight.variable for weight in trained]
        self._scope = "lethe_adam_" + _fingerprint(trained)

    def _handle(self, kind, index, dtype, shape):
        return tf.raw_ops.VarHandleOp(dtype=dtype, shape=shape, shared_name=f"{self._scope}/{kind}/{index}")

    def _step(self):
        return self._handle("step", 0, tf.int64, ())

    def _slots(self, kind):
        return [self._handle(kind, i, tf.float32, v.shape) for i, v in enumerate(self._trained)]

    def step(self, gradients, learning_rate, masks):
        """One update; ``masks`` holds 0 or 1 a weight: with 0 neither the weight nor its moments move.

        The number of steps taken, this one included, i64 [].
        """
        handle = self._step()
        tf.raw_ops.AssignAddVariableOp(resource=handle, value=tf.constant(1, tf.int64))
        count = tf.raw_ops.ReadVariableOp(resource=handle, dtype=tf.int64)
        t = tf.cast(count, tf.float64)
        root = tf.sqrt(1 - tf.pow(_double(BETA_2), t))
        rate = tf.cast(learning_rate, tf.float64) * root / (1 - tf.pow(_double(BETA_1), t))
        rate, epsilon = tf.cast(rate, tf.float32), tf.cast(EPSILON * root, tf.float32)
        for v, m1, m2, gradient, k in zip(self._trained, self._slots("m"), self._slots("v"), gradients, masks):
            tf.raw_ops.ResourceApplyAdam(
                var=v.value.handle, m=m1, v=m2, beta1_power=0.0, beta2_power=0.0, lr=rate * k,
                beta1=1 - k * (1 - BETA_1), beta2=1 - k * (1 - BETA_2), epsilon=epsilon, grad=gradient)
        return count

    def accumulate(self, gradients, masks):
        """Adds to what waits for :meth:`step_accumulated`."""
        for handle, gradient, k in zip(self._slots("gradient"), gradients, masks):
            tf.raw_ops.AssignAddVariableOp(resource=handle, value=gradient * k)

    def step_accumulated(self, learning_rate, masks):
        """One update from what was accumulated, which is cleared where the mask is 1; the step number."""
        handles = self._slots("gradient")
        gradients = [tf.raw_ops.ReadVariableOp(resource=handle, dtype=tf.float32) for handle in handles]
        count = self.step(gradients, learning_rate, masks)
        for handle, gradient, k in zip(handles, gradients, masks):
            tf.raw_ops.AssignVariableOp(resource=handle, value=tf.where(k > 0, tf.zeros_like(gradient), gradient))
        return count

    def clear(self):
        """Zeroes step, moments and accumulated gradients."""
        tf.raw_ops.AssignVariableOp(resource=self._step(), value=tf.constant(0, tf.int64))
        for kind in ("m", "v", "gradient"):
            for handle, v in zip(self._slots(kind), self._trained):
                tf.raw_ops.AssignVariableOp(resource=handle, value=tf.zeros(v.shape))

    def state(self):
        """What makes training resumable: (name, handle, dtype) of the step and the moments."""
        entries = [("adam/step", self._step(), tf.int64)]
        for kind in ("m", "v"):
            entries += [(f"adam/{kind}/{i}", handle, tf.float32) for i, handle in enumerate(self._slots(kind))]
        return entries


def _double(beta):
    """The number that the kernel's float32 stands for."""
    return tf.constant(float(np.float32(beta)), tf.float64)


def _fingerprint(weights):
    """Tells this model's resources from those of other models in one Python process; the same at every export."""
    digest = hashlib.sha256()
    for weight in weights:
        digest.update(f"{weight.path}{tuple(weight.variable.shape)}".encode())
        digest.update(np.ascontiguousarray(weight.variable.numpy()).tobytes())
    return digest.hexdigest()[:16]
