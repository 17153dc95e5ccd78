# SPDX-License-Identifier: Apache-2.0
"""``lethe-export``: a Keras image classifier in, a SavedModel out that Lethe can train, unlearn and serve."""

import argparse
import logging
import os
import pathlib
import re
import sys

from lethe_keras import __version__
from lethe_keras.errors import ExportError
from lethe_keras.normalization import FORMS, Normalization


def main(arguments=None):
    """Runs the command; 0 if the model was written, 1 if it was refused, 2 on wrong usage."""
    given = _parser().parse_args(arguments)
    try:
        normalization = Normalization.parse(given.normalization)
        names = _class_names(given.class_names) if given.class_names else None
        export = _export(given, normalization, names)
    except ExportError as e:
        print(f"lethe-export: {e}", file=sys.stderr)
        return 1
    _tell(export)
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="lethe-export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--builder", metavar="MODULE:FUNCTION",
                        help="a function that returns the Keras model; modules are looked up here first")
    source.add_argument("--keras", metavar="FILE", help="a .keras file")
    parser.add_argument("--arguments", metavar="JSON", default="{}",
                        help="keyword arguments of the builder, as a JSON object")
    parser.add_argument("--input", metavar="HxWxC", type=_shape, help="images, where the model does not say their shape")
    parser.add_argument("--classes", metavar="K", type=int, help="refuse a model that has another number of classes")
    parser.add_argument("--class-names", metavar="FILE", help="one name a line, in the order of the labels")
    parser.add_argument("--normalization", metavar="N", default="unit",
                        help=f"what the graph does to pixels 0..255: {FORMS}. unit: 0..1; symmetric: -1..1;"
                             f" none: the model scales itself (default: unit)")
    parser.add_argument("--out", metavar="DIR", required=True, help="a folder that does not exist or is empty")
    parser.add_argument("--version", action="version", version=f"lethe-export {__version__}")
    return parser


def _shape(text):
    if not re.fullmatch(r"[1-9]\d*x[1-9]\d*x[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"'{text}' must be HEIGHTxWIDTHxCHANNELS, for instance 32x32x3")
    return tuple(int(part) for part in text.split("x"))


def _class_names(file):
    try:
        return pathlib.Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise ExportError(f"the class names cannot be read from {file}: {e}") from e


def _export(given, normalization, names):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if os.environ.setdefault("KERAS_BACKEND", "tensorflow") != "tensorflow":
        raise ExportError(f"KERAS_BACKEND is {os.environ['KERAS_BACKEND']}; it must be tensorflow")
    try:
        from lethe_keras import exporter, sources
    except ModuleNotFoundError as e:
        if e.name not in ("tensorflow", "keras"):
            raise
        raise ExportError(f"there is no {e.name} here; install this package with its extra 'cpu', see its README") from e
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    sys.path.insert(0, os.getcwd())
    model, initializers = (
        sources.from_builder(given.builder, given.arguments) if given.builder else sources.from_file(given.keras))
    return exporter.export(
        model, given.out, image_shape=given.input, classes=given.classes, class_names=names,
        normalization=normalization, initializers=initializers)


def _tell(export):
    shape = "x".join(str(n) for n in export.image_shape)
    print(f"{export.folder}: images {shape}, {export.classes} classes, {export.parameters:,} parameters in"
          f" {export.variables} variables of {export.blocks} blocks")
    print("signatures: " + ", ".join(export.signatures))
    for note in export.notes:
        print("note: " + note)


if __name__ == "__main__":
    sys.exit(main())
