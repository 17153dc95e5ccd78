# SPDX-License-Identifier: Apache-2.0
"""Where a model comes from: a builder function, or a .keras file."""

import importlib
import json
import pathlib

import keras

from lethe_keras import initializers
from lethe_keras.errors import ExportError


def from_builder(name, arguments="{}"):
    """Calls ``package.module:function`` with keyword arguments from JSON; returns the model and its initialisers."""
    module_name, colon, function_name = name.partition(":")
    if not (module_name and colon and function_name):
        raise ExportError(f"builder '{name}' must be package.module:function, for instance keras.applications:ResNet50")
    try:
        keywords = json.loads(arguments)
    except json.JSONDecodeError as e:
        raise ExportError(f"the builder's arguments are no JSON: {e}") from e
    if not isinstance(keywords, dict):
        raise ExportError(f"the builder's arguments are {arguments}; give a JSON object of keyword arguments")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as e:
        raise ExportError(
            f"builder '{name}': {e}; start the command in the folder that has the module, or install it") from e
    builder = getattr(module, function_name, None)
    if not callable(builder):
        raise ExportError(f"builder '{name}': {module_name} has no function {function_name}")
    with initializers.recorded() as record:
        model = builder(**keywords)
    return _require_model(model, f"builder '{name}' returned"), record


def from_file(path):
    """Loads a ``.keras`` file; returns the model and its initialisers. Keras loads it in safe mode."""
    path = pathlib.Path(path)
    if not path.is_file():
        raise ExportError(f"{path} is no file; give a model that model.save('NAME.keras') wrote")
    if path.suffix != ".keras":
        raise ExportError(f"{path} does not end in .keras; load it in a builder function, or save it as .keras")
    try:
        with initializers.recorded() as record:  # a loaded layer is built from its config first, then filled
            model = keras.models.load_model(path, compile=False, safe_mode=True)
    except (ValueError, TypeError, OSError) as e:
        first = (str(e).strip().splitlines() or [type(e).__name__])[0]
        raise ExportError(
            f"Keras cannot load {path}: {first}. Where the model has layers of your own or a Lambda,"
            f" write a builder function that defines them and loads the file, and use --builder") from e
    return _require_model(model, f"{path} holds"), record


def _require_model(model, where):
    if not isinstance(model, keras.Model):
        raise ExportError(f"{where} a {type(model).__name__}; it must be a keras.Model")
    return model
