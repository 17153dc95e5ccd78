# SPDX-License-Identifier: Apache-2.0
"""Writes a Keras classifier as a trainable SavedModel and checks what was written."""

import importlib.resources
import json
import os
import pathlib
import shutil
import tempfile
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

import lethe_keras
from lethe_keras import adam, classifier as classifiers, checkpoints, signatures
from lethe_keras.errors import ExportError
from lethe_keras.normalization import Normalization

TENSORFLOW = "2.16."
_LOGIT_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Export:
    """What was written, and what its user should know."""

    folder: pathlib.Path
    image_shape: tuple[int, int, int]
    classes: int
    variables: int
    blocks: int
    parameters: int
    signatures: tuple[str, ...]
    notes: tuple[str, ...]


def export(model, out, *, image_shape=None, classes=None, class_names=None, normalization=None, initializers=None):
    """Writes ``model`` as a trainable SavedModel to the folder ``out``.

    model: a keras.Model that maps images to logits or softmax [B,K]; it is taken over (a final softmax is removed)
    out: a folder that does not exist or is empty
    image_shape: (H, W, C) where the model does not say it
    classes: K, to be compared with the model's
    class_names: K names in label order
    normalization: a Normalization; pixels / 255 where none is given
    initializers: as from lethe_keras.initializers.recorded; without it there is no signature ``reinitialize``

    Raises ExportError.
    """
    if not tf.__version__.startswith(TENSORFLOW):
        raise ExportError(f"TensorFlow is {tf.__version__}; Lethe runs 2.16: pip install 'tensorflow-cpu==2.16.1'")
    out = pathlib.Path(out).absolute()
    _require_free(out)
    network = classifiers.Classifier(model, normalization or Normalization.parse("unit"), image_shape)
    _require_classes(network, classes, class_names)
    notes = _notes(network)
    known, note = _known_initializers(network, initializers)
    notes += note
    expected = network.logits(tf.constant(network.probe_images), training=False).numpy()
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = pathlib.Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        names = _write(network, known, partial)
        _describe(network, class_names, partial)
        _check_operations(partial)
        _check_serving(partial, network.probe_images, expected)
        os.chmod(partial, 0o755)
        os.replace(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Export(
        out, network.image_shape, network.classes, len(network.weights), network.weights[-1].block + 1,
        sum(int(np.prod(w.variable.shape)) for w in network.weights), tuple(sorted(names)), tuple(notes))


def _require_free(out):
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"the folder {out} is not empty; a model is not written over other files, name a new folder")


def _require_classes(network, classes, class_names):
    if classes is not None and classes != network.classes:
        raise ExportError(f"{network.name} has {network.classes} classes and --classes says {classes};"
                          f" build the model with {classes} outputs, or correct the number")
    if class_names is not None:
        if len(class_names) != network.classes:
            raise ExportError(f"there are {len(class_names)} class names and {network.classes} classes;"
                              f" give one name a class, in the order of the labels")
        if len(set(class_names)) != len(class_names) or not all(name.strip() for name in class_names):
            raise ExportError("class names must be different and not empty")


def _notes(network):
    notes = []
    if network.model.losses:
        notes.append("the model has regularisation losses; train_step leaves them out")
    frozen = sum(1 for w in network.weights if not w.layer.trainable)
    if frozen:
        notes.append(f"{frozen} variables belong to frozen layers: they are never trained, and reinitialize keeps them")
    return notes


def _known_initializers(network, initializers):
    """The initialisers, or none with a note that says why there is no reinitialize."""
    if initializers is None:
        return None, ["no initialisers were recorded, so there is no reinitialize: retrain, EU-k and the default ladder"
                      " cannot be used"]
    unknown = [w.path for w in network.weights if signatures.starts_over(w) and id(w.variable) not in initializers]
    if unknown:
        return None, [f"the initialiser of {unknown[0]} is unknown ({len(unknown)} in all), so there is no reinitialize:"
                      f" retrain, EU-k and the default ladder cannot be used. Layers must make weights with add_weight"]
    return initializers, []


def _write(network, initializers, folder):
    """Traces and saves; the names of the signatures."""
    for ordinal, seed in enumerate(network.seeds):  # Keras seeds an unseeded layer from the clock
        seed.assign([ordinal, 0])
    module = tf.Module()
    module.weights = [w.variable.value for w in network.weights]
    module.seeds = [v.value for v in network.seeds]
    checkpoint = checkpoints.Checkpoint({"weights": list(module.weights), "seeds": list(module.seeds)})
    functions = signatures.Signatures(network, adam.Adam(network.trained), checkpoint, initializers).concrete()
    _require_known_state(functions, [*module.weights, *module.seeds])
    tf.saved_model.save(module, str(folder), signatures=functions,
                        options=tf.saved_model.SaveOptions(experimental_custom_gradients=False))
    checkpoint.require_same_keys(folder)
    # Both describe one checkpoint or one export only, and no loader needs them.
    (folder / "fingerprint.pb").unlink(missing_ok=True)
    shutil.rmtree(folder / "assets", ignore_errors=True)
    return functions.keys()


def _require_known_state(functions, tracked):
    handles = {id(v.handle) for v in tracked}
    for name, function in functions.items():
        for captured in function.captured_inputs:
            if captured.dtype == tf.resource and id(captured) not in handles:
                raise ExportError(
                    f"{name} uses state that is neither a weight nor a seed of a layer ({captured});"
                    f" give random layers a keras.random.SeedGenerator of their own, and make weights with add_weight")


def _describe(network, class_names, folder):
    """assets.extra/variables.json: the order of the update mask, for people and for other programs."""
    description = {
        "architecture": f"keras/{network.name}",
        "image_shape": list(network.image_shape),
        "classes": network.classes,
    }
    if class_names is not None:
        description["class_names"] = list(class_names)
    description |= {
        "normalization": {"scale": network.normalization.scale, "offset": network.normalization.offset},
        "optimizer": {"name": "adam", "beta_1": adam.BETA_1, "beta_2": adam.BETA_2, "epsilon": adam.EPSILON},
        "exported_with": {
            "lethe_keras": lethe_keras.__version__, "keras": keras.__version__, "tensorflow": tf.__version__},
        "variables": [
            {"index": i, "layer": w.layer.name, "path": w.path, "shape": list(w.variable.shape),
             "trainable": w.trainable, "block": w.block}
            for i, w in enumerate(network.weights)],
    }
    extra = folder / "assets.extra"
    extra.mkdir()
    (extra / "variables.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def _check_operations(folder):
    """Lethe loads a graph only if it knows all its operations: better told here than there."""
    text = importlib.resources.files(lethe_keras).joinpath("operations.txt").read_text(encoding="utf-8")
    allowed = {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((folder / "saved_model.pb").read_bytes())
    for meta in saved.meta_graphs:
        nodes = [(node, "the graph") for node in meta.graph_def.node]
        nodes += [(node, f.signature.name) for f in meta.graph_def.library.function for node in f.node_def]
        for node, where in nodes:
            if node.op not in allowed:
                raise ExportError(
                    f"the model needs the operation {node.op} (node {node.name} in {where}), which is not among those that"
                    f" Lethe loads; replace the layer that makes it, or propose the operation for the list")


def _check_serving(folder, images, expected):
    """Loaded in a session, as the JVM does it, the model must give the logits that Keras gave."""
    options = tf.compat.v1.ConfigProto()
    options.graph_options.rewrite_options.disable_meta_optimizer = True  # takes longer than it saves here
    with tf.Graph().as_default(), tf.compat.v1.Session(config=options) as session:
        serving = tf.compat.v1.saved_model.load(session, ["serve"], str(folder)).signature_def["serving_default"]
        found = session.run(serving.outputs["logits"].name, {serving.inputs["images"].name: images})
    limit = _LOGIT_TOLERANCE * max(1.0, float(np.max(np.abs(expected))))
    deviation = float(np.max(np.abs(found - expected)))
    if not deviation <= limit:
        raise ExportError(f"the exported model's logits differ from Keras' by {deviation:.2e}; the limit is {limit:.2e}."
                          f" Does the model keep state between calls, or draw random numbers outside of training?")
