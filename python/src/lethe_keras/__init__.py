# SPDX-License-Identifier: Apache-2.0
"""Exports Keras image classifiers as SavedModels that Lethe can train, unlearn and serve.

From Python: ``lethe_keras.exporter.export``; from the shell: ``lethe-export``.
"""

__version__ = "0.1.0"
