# SPDX-License-Identifier: Apache-2.0
"""Models and options that are refused: each message names the value, the rule and the way out."""

import keras
import numpy as np

import models
import support
from lethe_keras import exporter, sources
from lethe_keras.errors import ExportError
from lethe_keras.normalization import Normalization

L = keras.layers


def ending_in(*layers, shape=(4, 4, 1)):
    return lambda: keras.Sequential([keras.Input(shape), L.Flatten(), *layers])


class RefusalsTest(support.ExportCase):
    def refuse(self, builder, *words, **options):
        out = self.folder / "out"
        with self.assertRaises(ExportError) as raised:
            support.export(builder, out, **options)
        for word in words:
            self.assertIn(word, str(raised.exception))
        self.assertFalse(out.exists())
        self.assertEqual([f.name for f in self.folder.iterdir() if f.name.startswith(".")], [])

    def test_should_refuse_other_activations_at_the_end(self):
        self.refuse(ending_in(L.Dense(3, activation="sigmoid")), "activation sigmoid", "logits")
        self.refuse(ending_in(L.Dense(3), L.ReLU(), L.Activation("tanh")), "activation tanh")

    def test_should_refuse_a_softmax_that_it_cannot_reach(self):
        self.refuse(lambda: models.Subclassed(hidden=True), "probabilities", "what goes into the softmax",
                    image_shape=(4, 4, 1))

    def test_should_refuse_outputs_that_are_no_logits(self):
        self.refuse(ending_in(L.Dense(1)), "[4, 1]", "at least two classes")
        self.refuse(lambda: keras.Sequential([keras.Input((4, 4, 1)), L.Conv2D(2, 1)]), "[4, 4, 4, 2]", "pooling")

        def two_outputs():
            images = keras.Input((4, 4, 1))
            flat = L.Flatten()(images)
            return keras.Model(images, {"a": L.Dense(2)(flat), "b": L.Dense(2)(flat)})

        self.refuse(two_outputs, "returns a dict", "one tensor")

    def test_should_refuse_inputs_that_are_no_images(self):
        def two_inputs():
            images, hint = keras.Input((4, 4, 1)), keras.Input((3,))
            return keras.Model([images, hint], L.Dense(2)(L.Concatenate()([L.Flatten()(images), hint])))

        self.refuse(two_inputs, "2 inputs")
        self.refuse(lambda: keras.Sequential([keras.Input((9,)), L.Dense(2)]), "[B,H,W,C]")
        self.refuse(lambda: keras.Sequential([keras.Input(batch_shape=(8, 4, 4, 1)), L.Flatten(), L.Dense(2)]),
                    "batches of 8 only")

    def test_should_ask_for_an_input_shape_that_the_model_does_not_say(self):
        self.refuse(lambda: models.Subclassed(), "--input HxWxC")
        self.refuse(lambda: keras.Sequential([keras.Input((None, None, 3)), L.GlobalAveragePooling2D(), L.Dense(2)]),
                    "[None, None, None, 3]", "--input HxWxC")

    def test_should_refuse_an_input_shape_that_contradicts_the_model(self):
        self.refuse(models.linear, "[2, 2, 1]", "[4, 4, 1]", image_shape=(4, 4, 1))

    def test_should_take_the_input_shape_where_the_model_does_not_say_it(self):
        done = support.export(lambda: models.Subclassed(), self.folder / "subclassed", image_shape=(4, 4, 1))
        self.assertEqual((done.image_shape, done.classes), ((4, 4, 1), 3))

    def test_should_refuse_other_numbers_of_classes(self):
        self.refuse(models.linear, "3 classes", "--classes says 10", classes=10)
        self.refuse(models.linear, "2 class names", "3 classes", class_names=["a", "b"])
        self.refuse(models.linear, "different", class_names=["a", "b", "a"])

    def test_should_refuse_weights_that_are_not_float32(self):
        self.refuse(ending_in(L.Dense(3, dtype="float64")), "float64", "float32")

    def test_should_refuse_a_model_that_cannot_learn(self):
        self.refuse(ending_in(L.Dense(3, trainable=False)), "no trainable weight")

    def test_should_refuse_logits_that_are_not_finite(self):
        self.refuse(ending_in(L.Dense(3, bias_initializer=keras.initializers.Constant(np.nan))), "not finite")

    def test_should_not_write_over_other_files(self):
        taken = self.folder / "taken"
        taken.mkdir()
        (taken / "precious").write_text("data")
        with self.assertRaisesRegex(ExportError, "is not empty"):
            support.export(models.linear, taken)
        self.assertEqual([f.name for f in taken.iterdir()], ["precious"])

    def test_should_refuse_operations_that_lethe_does_not_load(self):
        class Python(L.Layer):
            def call(self, x):
                import tensorflow as tf
                return tf.ensure_shape(tf.numpy_function(lambda a: a, [x], tf.float32), x.shape)

        self.refuse(ending_in(Python(), L.Dense(3)), "PyFunc", "not among those that Lethe loads")

    def test_should_say_why_a_model_cannot_start_over(self):
        done = exporter.export(models.linear(), self.folder / "unrecorded")
        self.assertNotIn("reinitialize", done.signatures)
        self.assertTrue(any("retrain, EU-k" in note for note in done.notes))

    def test_should_turn_no_kernels_where_there_are_none(self):
        done = exporter.export(models.linear(), self.folder / "dense")
        self.assertNotIn("transpose_kernels", done.signatures)


class SourcesTest(support.ExportCase):
    def test_should_refuse_builders_that_are_none(self):
        for name, words in {
            "models": "package.module:function",
            "nowhere_to_be_found:f": "No module named",
            "models:missing": "has no function missing",
            "models:no_model": "returned a str",
        }.items():
            with self.assertRaisesRegex(ExportError, words):
                sources.from_builder(name)
        with self.assertRaisesRegex(ExportError, "no JSON"):
            sources.from_builder("models:linear", "{classes: 2}")
        with self.assertRaisesRegex(ExportError, "JSON object"):
            sources.from_builder("models:linear", "[2]")

    def test_should_pass_arguments_to_the_builder(self):
        model, record = sources.from_builder("models:linear", '{"classes": 5}')
        self.assertEqual(model.output_shape, (None, 5))
        self.assertEqual(len(record), 2)

    def test_should_load_a_keras_file_with_its_weights_and_initialisers(self):
        model = models.conv_net()
        file = self.folder / "model.keras"
        model.save(file)
        loaded, record = sources.from_file(file)
        for one, two in zip(model.get_weights(), loaded.get_weights()):
            np.testing.assert_array_equal(one, two)
        done = exporter.export(loaded, self.folder / "from_file", initializers=record)
        self.assertIn("reinitialize", done.signatures)

    def test_should_refuse_files_that_keras_cannot_load(self):
        with self.assertRaisesRegex(ExportError, "is no file"):
            sources.from_file(self.folder / "missing.keras")
        wrong = self.folder / "model.h5"
        wrong.write_text("weights")
        with self.assertRaisesRegex(ExportError, "does not end in .keras"):
            sources.from_file(wrong)
        damaged = self.folder / "damaged.keras"
        damaged.write_text("rubbish")
        with self.assertRaisesRegex(ExportError, "Keras cannot load"):
            sources.from_file(damaged)


class NormalizationTest(support.unittest.TestCase):
    def test_should_compute_what_it_says(self):
        pixels = np.array([[[[0, 51, 255]]]], np.uint8)
        for text, expected in {
            "unit": [0, 0.2, 1],
            "symmetric": [-1, -0.6, 1],
            "none": [0, 51, 255],
            "scale=0.5": [0, 25.5, 127.5],
            "scale=0.5,offset=-1": [-1, 24.5, 126.5],
            "mean=0.5,0.2,0/std=0.5,0.1,2": [-1, 0, 0.5],
        }.items():
            found = Normalization.parse(text).apply(pixels).numpy().ravel()
            np.testing.assert_allclose(found, expected, atol=1e-5, err_msg=text)

    def test_should_refuse_what_it_does_not_understand(self):
        for text, words in {
            "imagenet": "'imagenet' is unknown; give unit",
            "scale=x": "no list of numbers",
            "scale=0": "0 would make all images alike",
            "scale=nan": "finite",
            "scale=1,2": "must be one number",
            "mean=0.5": "has no std",
            "mean=0.5,0.5/std=1": "2 means and 1 deviations",
            "mean=0.5/std=0": "not above 0",
        }.items():
            with self.assertRaisesRegex(ExportError, words):
                Normalization.parse(text)

    def test_should_refuse_other_numbers_of_channels(self):
        with self.assertRaisesRegex(ExportError, "2 numbers and the images have 3 channels"):
            Normalization.parse("mean=0,0/std=1,1").require_channels(3)


if __name__ == "__main__":
    support.unittest.main()
