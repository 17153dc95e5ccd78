# SPDX-License-Identifier: Apache-2.0
"""What goes wrong when a model cannot be exported."""


class ExportError(Exception):
    """The model, or what was asked of it, does not fit; the message names the value, the rule and the way out."""
