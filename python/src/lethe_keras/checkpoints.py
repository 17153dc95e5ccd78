# SPDX-License-Identifier: Apache-2.0
"""Files that the graph writes itself: in the layout that tf.saved_model.save gives to the same variables."""

import os

import tensorflow as tf
from tensorflow.core.protobuf import trackable_object_graph_pb2

from lethe_keras.errors import ExportError

_VALUE = "VARIABLE_VALUE"
_OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH"


class Checkpoint:
    """Saves a root object whose only attributes are flat lists of variables.

    Flat lists only: tracking the Keras model itself would change the keys.
    """

    def __init__(self, groups):
        self._groups = sorted(groups.items())
        self._variables = [v for _, variables in self._groups for v in variables]
        self._graph, self._keys = self._object_graph()

    def _object_graph(self):
        graph = trackable_object_graph_pb2.TrackableObjectGraph()
        root, keys = graph.nodes.add(), []
        for attribute, variables in self._groups:
            root.children.add(node_id=len(graph.nodes), local_name=attribute)
            children = graph.nodes.add()
            for i, variable in enumerate(variables):
                children.children.add(node_id=len(graph.nodes), local_name=str(i))
                key = f"{attribute}/{i}/.ATTRIBUTES/{_VALUE}"
                graph.nodes.add().attributes.add(name=_VALUE, full_name=variable._shared_name, checkpoint_key=key)
                keys.append(key)
        for node in graph.nodes:
            node.has_checkpoint_values.value = True
        return graph.SerializeToString(), keys

    def save(self, path):
        """Writes the file and gives the path back, in the graph that is being traced."""
        entries = [(_OBJECT_GRAPH_KEY, tf.constant(self._graph))]
        entries += [(key, v.read_value()) for key, v in zip(self._keys, self._variables)]
        return save(path, entries)

    def require_same_keys(self, model_folder):
        """What tf.saved_model.save wrote must have the keys that the graph will write."""
        reader = tf.train.load_checkpoint(os.path.join(model_folder, "variables", "variables"))
        written = set(reader.get_variable_to_shape_map()) - {_OBJECT_GRAPH_KEY}
        if written != set(self._keys):
            raise ExportError(
                f"TensorFlow {tf.__version__} names variables in a checkpoint in another way than this exporter:"
                f" {sorted(written ^ set(self._keys))[:4]}; use TensorFlow 2.16")


def save(path, entries):
    """Writes (name, tensor) pairs. Without the control dependency the operation would be pruned in silence."""
    written = tf.raw_ops.SaveV2(
        prefix=path, tensor_names=[name for name, _ in entries], shape_and_slices=[""] * len(entries),
        tensors=[tensor for _, tensor in entries])
    with tf.control_dependencies([written]):
        return tf.identity(path)


def restore(path, entries):
    """Reads (name, handle, dtype) triples into their resources and gives the path back."""
    values = tf.raw_ops.RestoreV2(
        prefix=path, tensor_names=[name for name, _, _ in entries], shape_and_slices=[""] * len(entries),
        dtypes=[dtype for _, _, dtype in entries])
    assigned = [tf.raw_ops.AssignVariableOp(resource=handle, value=value)
                for (_, handle, _), value in zip(entries, values)]
    with tf.control_dependencies(assigned):
        return tf.identity(path)
