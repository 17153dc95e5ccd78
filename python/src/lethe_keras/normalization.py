# SPDX-License-Identifier: Apache-2.0
"""Pixels 0..255 to what the network wants: one scale and one offset, or one of each a channel."""

import math
from dataclasses import dataclass

from lethe_keras.errors import ExportError

FORMS = "unit, symmetric, none, scale=S, scale=S,offset=O, or mean=M,M,M/std=S,S,S"


@dataclass(frozen=True)
class Normalization:
    """A pixel x becomes ``x * scale + offset``; each has one entry, or one a channel."""

    scale: tuple[float, ...]
    offset: tuple[float, ...]

    def __post_init__(self):
        for name, values in (("scale", self.scale), ("offset", self.offset)):
            if not values or not all(math.isfinite(value) for value in values):
                raise ExportError(f"the normalization's {name} is {list(values)}; it must be finite numbers")
        if any(value == 0 for value in self.scale):
            raise ExportError(f"the normalization's scale is {list(self.scale)}; 0 would make all images alike")

    @classmethod
    def parse(cls, text):
        """Reads one of FORMS; mean and std are those of pixels scaled to 0..1, as torchvision states them."""
        named = {
            "unit": cls((1 / 255,), (0.0,)),
            "symmetric": cls((1 / 127.5,), (-1.0,)),
            "none": cls((1.0,), (0.0,)),
        }
        if text in named:
            return named[text]
        if text.startswith("mean="):
            return cls._mean_std(text)
        if text.startswith("scale="):
            scale, *offset = text.removeprefix("scale=").split(",offset=")
            if len(offset) <= 1:
                return cls(_numbers(scale, text, 1), _numbers(offset[0], text, 1) if offset else (0.0,))
        raise ExportError(f"normalization '{text}' is unknown; give {FORMS}")

    @classmethod
    def _mean_std(cls, text):
        parts = text.removeprefix("mean=").split("/std=")
        if len(parts) != 2:
            raise ExportError(f"normalization '{text}' has no std; give mean=M,M,M/std=S,S,S")
        mean = _numbers(parts[0], text)
        std = _numbers(parts[1], text)
        if len(mean) != len(std):
            raise ExportError(f"normalization '{text}' has {len(mean)} means and {len(std)} deviations; give as many")
        if not all(s > 0 for s in std):
            raise ExportError(f"normalization '{text}' has a deviation that is not above 0")
        return cls(tuple(1 / (255 * s) for s in std), tuple(-m / s for m, s in zip(mean, std)))

    def require_channels(self, channels):
        """Refuses as many numbers as fit no channel count of these images."""
        for values in (self.scale, self.offset):
            if len(values) not in (1, channels):
                raise ExportError(
                    f"the normalization has {len(values)} numbers and the images have {channels} channels;"
                    f" give one, or one a channel")

    def apply(self, images):
        """uint8 [B,H,W,C] to float32 [B,H,W,C]."""
        import tensorflow as tf

        pixels = tf.cast(images, tf.float32)
        if self.scale != (1.0,):
            pixels *= tf.constant(self.scale)
        if self.offset != (0.0,):
            pixels += tf.constant(self.offset)
        return pixels


def _numbers(text, whole, count=None):
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ExportError(f"normalization '{whole}': '{text}' is no list of numbers; give {FORMS}") from None
    if count is not None and len(values) != count:
        raise ExportError(f"normalization '{whole}': '{text}' must be one number")
    return values
