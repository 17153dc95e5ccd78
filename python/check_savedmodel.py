# SPDX-License-Identifier: Apache-2.0
"""Checks in Python that a Lethe model is an ordinary SavedModel: loads it, predicts, takes a training step.

    python check_savedmodel.py MODEL --expected expected.json [--other MODEL2]

expected.json holds {"images": [[...bytes...]], "logits": [[...]]}: flat uint8 images and the logits that the JVM computed
for them. Exits 0 only if Python's logits agree within the tolerance, every signature is there, five training steps lower
the loss (not asked with --no-training), and a second model in the same process does not disturb the first.
"""
import argparse
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

SIGNATURES = {
    "serving_default", "train_step", "reset_optimizer", "checkpoint", "accumulate_gradients", "apply_gradients",
    "reinitialize", "transpose_kernels", "save_optimizer", "restore_optimizer",
}


def serve(model, images):
    return model.signatures["serving_default"](images=images)["logits"].numpy()


def train_step(model, images, classes):
    count = images.shape[0]
    step = model.signatures["train_step"]
    variables = step.structured_input_signature[1]["update_mask"].shape[0]
    return step(
        images=images,
        labels=tf.constant(np.arange(count) % classes, tf.int32),
        cross_entropy_weight=tf.fill([count], 1.0 / count),
        distillation_weight=tf.zeros([count]),
        target_logits=tf.zeros([count, classes]),
        temperature=tf.constant(1.0),
        learning_rate=tf.constant(1e-3),
        update_mask=tf.ones([variables]),
    )["loss"].numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--expected", required=True)
    parser.add_argument("--other", help="another model of the same architecture")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--no-training", action="store_true", help="only compare logits")
    arguments = parser.parse_args()

    expected = json.loads(pathlib.Path(arguments.expected).read_text())
    model = tf.saved_model.load(arguments.model)
    missing = SIGNATURES - set(model.signatures)
    if missing:
        sys.exit(f"{arguments.model} lacks the signatures {sorted(missing)}")
    shape = model.signatures["serving_default"].structured_input_signature[1]["images"].shape
    images = tf.constant(np.array(expected["images"], np.uint8).reshape([-1, *shape[1:]]))
    wanted = np.array(expected["logits"], np.float32)

    found = serve(model, images)
    deviation = float(np.max(np.abs(found - wanted)))
    print(f"largest deviation of a logit between Python and the JVM: {deviation:.2e}")
    if not deviation <= arguments.tolerance * max(1.0, float(np.max(np.abs(wanted)))):
        sys.exit(f"the logits differ by {deviation}; the limit is {arguments.tolerance} relative to the largest logit")

    if arguments.other:
        other = serve(tf.saved_model.load(arguments.other), images)
        if not np.array_equal(serve(model, images), found):
            sys.exit("loading a second model changed the first: their variables are shared")
        print(f"a second model beside it differs by {float(np.max(np.abs(other - found))):.2e} and disturbs nothing")

    if arguments.no_training:
        return
    model.signatures["reset_optimizer"](seed=tf.constant(0, tf.int64))
    first = train_step(model, images, wanted.shape[1])
    for _ in range(4):
        last = train_step(model, images, wanted.shape[1])
    print(f"loss after five steps in Python: {first:.4f} -> {last:.4f}")
    if not last < first:
        sys.exit("five training steps did not lower the loss")


if __name__ == "__main__":
    main()
