# SPDX-License-Identifier: Apache-2.0
"""What an exported model computes: the loss, Adam, masks, checkpoints, fresh starts."""

import json
import shutil

import numpy as np
import tensorflow as tf

import models
import support


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class ConvNetTest(support.ExportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model_folder = cls.folder / "conv_net"
        cls.export = support.export(models.conv_net, cls.model_folder, class_names=["a", "b", "c", "d"])
        cls.batch = support.learnable((12, 12, 3))

    def load(self, seed=0):
        return support.Model(self.model_folder, seed)

    def variables(self):
        return json.loads((self.model_folder / "assets.extra/variables.json").read_text())["variables"]

    def test_should_have_every_signature(self):
        self.assertEqual(set(self.export.signatures), {
            "serving_default", "train_step", "reset_optimizer", "checkpoint", "accumulate_gradients",
            "apply_gradients", "reinitialize", "transpose_kernels", "save_optimizer", "restore_optimizer"})

    def test_should_give_the_logits_under_the_softmax(self):
        original = models.conv_net()
        images = self.batch["images"]
        served = self.load().call("serving_default", images=images)
        expected = original(tf.cast(images, tf.float32) / 255, training=False).numpy()
        np.testing.assert_allclose(served["probabilities"], expected, atol=1e-6)
        np.testing.assert_allclose(softmax(served["logits"]), expected, atol=1e-6)
        self.assertGreater(np.abs(served["logits"].sum(-1) - 1).min(), 1e-3)

    def test_should_describe_variables_in_the_order_of_the_mask_by_top_level_layer(self):
        described = [(v["path"].removeprefix("conv_net/"), v["block"], v["trainable"]) for v in self.variables()]
        self.assertEqual(described, [
            ("conv2d/kernel", 0, True),
            ("batch_normalization/gamma", 1, True),
            ("batch_normalization/beta", 1, True),
            ("batch_normalization/moving_mean", 1, False),
            ("batch_normalization/moving_variance", 1, False),
            ("inner/separable_conv2d/depthwise_kernel", 3, True),
            ("inner/separable_conv2d/pointwise_kernel", 3, True),
            ("inner/batch_normalization_1/gamma", 3, True),
            ("inner/batch_normalization_1/beta", 3, True),
            ("inner/batch_normalization_1/moving_mean", 3, False),
            ("inner/batch_normalization_1/moving_variance", 3, False),
            ("dense/kernel", 6, True),
            ("dense/bias", 6, True),
        ])
        model = self.load()
        for variable, weight in zip(self.variables(), model.weights):
            self.assertEqual(variable["shape"], weight.shape.as_list())

    def test_should_learn(self):
        model = self.load()
        losses = [model.step(self.batch)["loss"] for _ in range(25)]
        self.assertLess(losses[-1], losses[0] / 2)

    def test_should_keep_masked_variables_bit_for_bit(self):
        model = self.load()
        model.step(self.batch)
        mask = model.mask(0)
        mask[[0, 3, 11]] = 1
        before = model.values()
        model.step(self.batch, mask=mask)
        for i, (old, new) in enumerate(zip(before, model.values())):
            self.assertEqual(np.array_equal(old, new), mask[i] == 0, self.variables()[i]["path"])

    def test_should_keep_the_moments_of_masked_variables(self):
        """A step in between in which everything is masked but its own count must not be felt, or other moments would show."""
        one, two = self.load(seed=4), None
        everything_but_bias = one.mask()
        everything_but_bias[12] = 0
        one.step(self.batch)
        one.step(self.batch, mask=everything_but_bias)
        state = self.folder / "masked"
        one.call("save_optimizer", path=tf.constant(str(state)))
        reader = tf.train.load_checkpoint(str(state))
        first = reader.get_tensor("adam/m/8")  # the eighth trained weight from 0: dense/bias
        two = self.load(seed=4)
        two.step(self.batch)
        two.call("save_optimizer", path=tf.constant(str(state)))
        np.testing.assert_array_equal(first, tf.train.load_checkpoint(str(state)).get_tensor("adam/m/8"))
        self.assertEqual(reader.get_tensor("adam/step"), 2)

    def test_should_repeat_itself_from_the_same_seed_only(self):
        def losses(seed):
            model = self.load(seed)
            return [model.step(self.batch)["loss"] for _ in range(3)]

        self.assertEqual(losses(1), losses(1))
        self.assertNotEqual(losses(1), losses(2))

    def test_should_write_checkpoints_without_moments_that_load_again(self):
        model = self.load()
        model.step(self.batch)
        version = self.folder / "version"
        shutil.copytree(self.model_folder, version, ignore=shutil.ignore_patterns("variables.*"))
        shutil.copy(self.model_folder / "assets.extra/variables.json", version / "assets.extra")
        model.call("checkpoint", path=tf.constant(str(version / "variables/variables")))
        names = tf.train.load_checkpoint(str(version / "variables/variables")).get_variable_to_shape_map()
        self.assertEqual({name.split("/")[0] for name in names}, {"weights", "seeds", "_CHECKPOINTABLE_OBJECT_GRAPH"})
        images = self.batch["images"].numpy()
        expected = model.logits(images)
        np.testing.assert_array_equal(support.Model(version).logits(images), expected)
        self.assertFalse(np.allclose(self.load().logits(images), expected))

    def test_should_resume_bit_for_bit_dropout_included(self):
        model = self.load(seed=9)
        model.step(self.batch)
        state, weights = self.folder / "state", model.values()
        model.call("save_optimizer", path=tf.constant(str(state)))
        expected = [model.step(self.batch)["loss"] for _ in range(3)]
        model.reset(seed=1)
        for weight, value in zip(model.weights, weights):
            weight.assign(value)
        self.assertNotEqual([model.step(self.batch)["loss"] for _ in range(3)], expected)
        for weight, value in zip(model.weights, weights):
            weight.assign(value)
        model.call("restore_optimizer", path=tf.constant(str(state)))
        self.assertEqual([model.step(self.batch)["loss"] for _ in range(3)], expected)

    def test_should_draw_weights_anew_from_the_seed_where_the_mask_lets_it(self):
        model = self.load()

        def drawn(seed, mask):
            model.call("reinitialize", seed=tf.constant(seed, tf.int64), update_mask=tf.constant(mask))
            return model.values()

        first = drawn(1, model.mask())
        again, other = drawn(1, model.mask()), drawn(2, model.mask())
        for one, two in zip(first, again):
            np.testing.assert_array_equal(one, two)
        self.assertFalse(np.array_equal(first[0], other[0]))
        limit = np.sqrt(6 / (3 * 3 * 3 + 3 * 3 * 6))  # Glorot's, of the first convolution
        self.assertLessEqual(np.abs(first[0]).max(), limit)
        self.assertGreater(np.abs(first[0]).max(), 0.9 * limit)
        np.testing.assert_array_equal(first[4], np.ones(6))
        model.step(self.batch)
        before, mask = model.values(), model.mask(0)
        mask[11] = 1
        for i, (old, new) in enumerate(zip(before, drawn(3, mask))):
            self.assertEqual(np.array_equal(old, new), i != 11)

    def test_should_swap_height_and_width_of_square_kernels_only(self):
        model = self.load()
        model.step(self.batch)
        before = model.values()
        model.call("transpose_kernels", seed=tf.constant(1, tf.int64))
        turned = 0
        for variable, old, new in zip(self.variables(), before, model.values()):
            if len(variable["shape"]) == 4 and variable["shape"][0] == 3:
                turned += 1
                self.assertFalse(np.array_equal(new, old))
                old = old.transpose(1, 0, 2, 3)
            np.testing.assert_array_equal(new, old, variable["path"])
        self.assertEqual(turned, 2)  # of the separable convolution, the depthwise kernel alone


class LinearTest(support.ExportCase):
    """One dense layer: everything can be computed by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model_folder = cls.folder / "linear"
        support.export(models.linear, cls.model_folder)
        cls.random = np.random.default_rng(11)
        cls.images = cls.random.integers(0, 256, [5, 2, 2, 1], dtype=np.uint8)
        cls.labels = np.array([0, 2, 1, 2, 0])
        cls.targets = cls.random.normal(size=[5, 3])

    def setUp(self):
        self.model = support.Model(self.model_folder)
        self.kernel, self.bias = (v.astype(np.float64) for v in self.model.values())

    def batch(self, ce, kl, temperature=1.0):
        return support.batch(self.images, self.labels, ce, kl, self.targets, temperature, classes=3)

    def by_hand(self, ce, kl, temperature):
        """Loss parts, and the gradients by kernel and bias."""
        x = self.images.reshape([5, -1]) / 255
        z = x @ self.kernel + self.bias
        p, hot = softmax(z), np.eye(3)[self.labels]
        target, student = softmax(self.targets / temperature), softmax(z / temperature)
        cross_entropy = float((ce * -np.log((p * hot).sum(-1))).sum())
        distillation = float((kl * (target * np.log(target / student)).sum(-1)).sum())
        by_z = ce[:, None] * (p - hot) + kl[:, None] / temperature * (student - target)
        return cross_entropy, distillation, [x.T @ by_z, by_z.sum(0)]

    def test_should_compute_the_loss_and_adam_as_pytorch_does(self):
        ce = np.array([0.2, -0.5, 0.0, 0.3, 1.0])
        kl = np.array([0.1, 0.4, -0.7, 0.0, 0.2])
        moments = [(np.zeros_like(v), np.zeros_like(v)) for v in (self.kernel, self.bias)]
        for t in range(1, 6):
            cross_entropy, distillation, gradients = self.by_hand(ce, kl, 2.5)
            found = self.model.step(self.batch(ce, kl, 2.5), rate=0.05)
            self.assertAlmostEqual(found["cross_entropy"], cross_entropy, places=5)
            self.assertAlmostEqual(found["distillation"], distillation, places=5)
            self.assertAlmostEqual(found["loss"], cross_entropy + distillation, places=5)
            for value, gradient, (m, v) in zip((self.kernel, self.bias), gradients, moments):
                self.pytorch_adam(value, gradient, m, v, t, 0.05)
            for expected, value in zip((self.kernel, self.bias), self.model.values()):
                np.testing.assert_allclose(value, expected, atol=2e-5)

    @staticmethod
    def pytorch_adam(value, gradient, m, v, t, rate):
        m += 0.1 * (gradient - m)
        v += 0.001 * (gradient ** 2 - v)
        value -= rate * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)

    def test_should_add_epsilon_after_the_bias_correction(self):
        """With gradients near epsilon the two places to add it differ by a factor of thirty."""
        ce = np.full([5], 1e-8)
        _, _, gradients = self.by_hand(ce, np.zeros(5), 1.0)
        self.model.step(self.batch(ce, np.zeros(5)), rate=1.0)
        for before, after, g in zip((self.kernel, self.bias), self.model.values(), gradients):
            expected = -g / (np.abs(g) + 1e-8)
            self.assertTrue((np.abs(expected) < 0.9).all())
            np.testing.assert_allclose(after - before, expected, atol=1e-3)

    def test_should_update_once_from_several_passes(self):
        ones, zeros = np.full([5], 0.2), np.zeros(5)
        both = support.Model(self.model_folder)
        self.model.step(self.batch(ones, 2 * ones))
        expected = self.model.values()
        both.reset()
        both.accumulate(self.batch(ones, zeros))
        both.accumulate(self.batch(zeros, 2 * ones))
        self.assertEqual(both.apply()["step"], 1)
        for one, two in zip(expected, both.values()):
            np.testing.assert_allclose(two, one, atol=1e-6)
        before = both.values()
        both.apply(rate=0.0)
        for one, two in zip(before, both.values()):
            np.testing.assert_array_equal(one, two)

    def test_should_keep_masked_gradients_out_of_the_sum(self):
        only_bias = np.array([0, 1], np.float32)
        self.model.accumulate(self.batch(np.ones(5), np.zeros(5)), mask=only_bias)
        self.model.apply()
        kernel, bias = self.model.values()
        np.testing.assert_array_equal(kernel, self.kernel.astype(np.float32))
        self.assertFalse(np.allclose(bias, self.bias))


class BatchNormTest(support.ExportCase):
    """Batch norm without dropout, so that training mode differs from serving by the statistics alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model_folder = cls.folder / "batch_norm"
        support.export(models.batch_norm, cls.model_folder)
        cls.batch = support.learnable((3, 3, 1), classes=3)

    def test_should_normalise_with_moving_statistics_where_its_moving_mean_is_masked(self):
        model = support.Model(self.model_folder)
        for _ in range(3):
            model.step(self.batch)
        served = model.logits(self.batch["images"].numpy())
        mask = model.mask()
        mask[2] = mask[3] = 0
        frozen = model.step(self.batch, rate=0.0, mask=mask)["logits"]
        np.testing.assert_allclose(frozen, served, atol=1e-5)
        self.assertGreater(np.abs(model.step(self.batch, rate=0.0)["logits"] - served).max(), 0.01)

    def test_should_move_statistics_while_gradients_are_accumulated_unless_masked(self):
        model = support.Model(self.model_folder)
        before = model.values()
        model.accumulate(self.batch, mask=model.mask(0))
        np.testing.assert_array_equal(model.values()[2], before[2])
        model.accumulate(self.batch)
        self.assertFalse(np.array_equal(model.values()[2], before[2]))


class FrozenLayersTest(support.ExportCase):
    def test_should_neither_train_nor_redraw_frozen_layers(self):
        out = self.folder / "functional"
        done = support.export(models.functional, out, image_shape=(6, 6, 1))
        self.assertTrue(any("frozen layers" in note for note in done.notes))
        model = support.Model(out)
        before = model.values()
        model.step(support.learnable((6, 6, 1), classes=3))
        model.call("reinitialize", seed=tf.constant(5, tf.int64), update_mask=tf.constant(model.mask()))
        described = json.loads((out / "assets.extra/variables.json").read_text())["variables"]
        for variable, old, new in zip(described, before, model.values()):
            kept = variable["layer"] == "backbone" or variable["path"].endswith("bias") and not old.any() and not new.any()
            self.assertEqual(np.array_equal(old, new), kept, variable["path"])
        self.assertEqual([v["block"] for v in described], [0, 0, 2, 2])

    def test_should_remove_a_softmax_layer_of_a_functional_model(self):
        out = self.folder / "unfrozen"
        support.export(lambda: models.functional(frozen=False), out)
        images = support.learnable((6, 6, 1), classes=3)["images"]
        served = support.Model(out).call("serving_default", images=images)
        np.testing.assert_allclose(softmax(served["logits"]), served["probabilities"], atol=1e-6)
        self.assertGreater(np.abs(served["logits"].sum(-1) - 1).max(), 1e-3)


if __name__ == "__main__":
    support.unittest.main()
