# SPDX-License-Identifier: Apache-2.0
"""The command ``lethe-export``, in a process of its own."""

import json
import os
import pathlib
import subprocess
import sys

import support

TESTS = pathlib.Path(__file__).parent


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "lethe_keras.cli", *map(str, arguments)],
        cwd=TESTS, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}, capture_output=True, text=True, check=False)


class CommandTest(support.ExportCase):
    def test_should_export_what_a_builder_returns(self):
        out, names = self.folder / "out", self.folder / "names.txt"
        names.write_text("one\ntwo\nthree\nfour\n")
        done = run("--builder", "models:linear", "--arguments", '{"classes": 4}', "--classes", 4, "--input", "2x2x1",
                   "--class-names", names, "--normalization", "symmetric", "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("images 2x2x1, 4 classes, 20 parameters in 2 variables of 2 blocks", done.stdout)
        described = json.loads((out / "assets.extra/variables.json").read_text())
        self.assertEqual(described["class_names"], ["one", "two", "three", "four"])
        self.assertEqual(described["image_shape"], [2, 2, 1])
        self.assertEqual(sorted(f.name for f in out.iterdir()), ["assets.extra", "saved_model.pb", "variables"])

    def test_should_end_with_one_and_one_line_where_it_refuses(self):
        done = run("--builder", "models:linear", "--classes", 7, "--out", self.folder / "refused")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len([line for line in done.stderr.splitlines() if line.startswith("lethe-export: ")]), 1)
        self.assertNotIn("Traceback", done.stderr)
        self.assertFalse((self.folder / "refused").exists())

    def test_should_end_with_two_on_wrong_usage(self):
        done = run("--builder", "models:linear", "--input", "32", "--out", self.folder / "never")
        self.assertEqual(done.returncode, 2)
        self.assertIn("HEIGHTxWIDTHxCHANNELS", done.stderr)

    def test_should_explain_itself_without_loading_tensorflow(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for option in ("--builder", "--keras", "--input", "--classes", "--class-names", "--normalization", "--out"):
            self.assertIn(option, done.stdout)


if __name__ == "__main__":
    support.unittest.main()
