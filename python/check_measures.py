# SPDX-License-Identifier: Apache-2.0
"""Computes what `lethe evaluate --json` measures of a model's marks anew, from its serving_default alone, and
its kernels from its checkpoint.

    python check_measures.py --dataset BUNDLE.zip --forget subjects.txt --measured evaluate.json
        --model DIR [--original DIR] [--retrained DIR]

Shares no code with Lethe: images are decoded by TensorFlow, everything else is NumPy. The formulas are those of the
javadoc of io.lethe.evaluation. Exits 0 only if every measure and both ends of its interval agree.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

Z = 1.959963984540054
KOLMOGOROV = 1.3581015157406195


class Samples:
    """The bundle in its own order: labels, splits, people, pixels."""

    def __init__(self, path, forget):
        with zipfile.ZipFile(path) as bundle:
            forget = set(bundle.read(forget).decode().split())
            rows = list(csv.DictReader(io.TextIOWrapper(bundle.open("samples.csv"), "utf-8")))
            self.images = np.stack([tf.io.decode_png(bundle.read(row["path"])).numpy() for row in rows])
        self.labels = np.array([int(row["label"]) for row in rows])
        self.classes = self.labels.max() + 1
        names = [row["subject_id"] or f"nobody {i}" for i, row in enumerate(rows)]
        self.people = np.unique(names, return_inverse=True)[1]
        train = np.array([row["split"] == "train" for row in rows])
        forgotten = np.array([name in forget for name in names])
        self.test = np.flatnonzero(~train)
        self.forget = np.flatnonzero(train & forgotten)
        self.retain = np.flatnonzero(train & ~forgotten)

    def mix(self, like):
        """Weights of the test rows that give them the class mix of other rows."""
        have = np.bincount(self.labels[self.test], minlength=self.classes)
        want = np.bincount(self.labels[like], minlength=self.classes) / len(like)
        return (want / have)[self.labels[self.test]]


def even(rows):
    return np.full(len(rows), 1 / len(rows))


def mean(values, weights, people):
    centre = (weights * values).sum()
    parts = [(weights * (values - centre))[people == person].sum() for person in np.unique(people)]
    groups = len(parts)
    return centre, np.sqrt(groups / (groups - 1) * np.square(parts).sum())


def interval(value, error, low=-np.inf, high=np.inf):
    return value, max(low, value - Z * error), min(high, value + Z * error)


def difference(one, other):
    return interval(one[0] - other[0], np.hypot(one[1], other[1]))


def distance(one, other):
    points = np.unique(np.concatenate([one[0], other[0]]))

    def distribution(values, weights, people):
        order = np.argsort(values)
        cumulated = np.concatenate([[0], np.cumsum(weights[order])])
        return cumulated[np.searchsorted(values[order], points, side="right")]

    def inverse_size(values, weights, people):
        centre, error = mean(values, weights, people)
        return error**2 / (weights * (values - centre) ** 2).sum()

    value = np.abs(distribution(*one) - distribution(*other)).max()
    half = KOLMOGOROV * np.sqrt(inverse_size(*one) + inverse_size(*other))
    return value, max(0, value - half), min(1, value + half)


def area(one, other):
    def placements(values, others, weights):
        return np.array([weights[others < value].sum() + weights[others == value].sum() / 2 for value in values])

    above = mean(placements(one[0], other[0], other[1]), one[1], one[2])
    below = mean(placements(other[0], one[0], one[1]), other[1], other[2])
    return interval(above[0], np.hypot(above[1], below[1]), 0, 1)


def variance_ratio(values, people):
    def log_ratio(chosen):
        groups = [values[people == person] for person in chosen]
        everything = np.concatenate(groups)
        between = sum(len(g) * (g.mean() - everything.mean()) ** 2 for g in groups) / (len(groups) - 1)
        within = sum(((g - g.mean()) ** 2).sum() for g in groups) / (len(everything) - len(groups))
        return np.log(between / within)

    everybody = np.unique(people)
    ratio = log_ratio(everybody)
    without = np.array([log_ratio(everybody[everybody != person]) for person in everybody])
    error = np.sqrt((len(everybody) - 1) / len(everybody) * ((without - without.mean()) ** 2).sum())
    return tuple(np.exp(interval(ratio, error)))


def serve(directory, images):
    serving = tf.saved_model.load(directory).signatures["serving_default"]
    parts = [serving(images=tf.constant(images[i : i + 250]))["logits"].numpy() for i in range(0, len(images), 250)]
    return np.concatenate(parts).astype(np.float64)


def marks(samples, logits):
    labels, test, forget, retain = samples.labels, samples.test, samples.forget, samples.retain
    shifted = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    others = np.where(np.eye(samples.classes, dtype=bool)[labels], -np.inf, logits)
    top = others.max(axis=1, keepdims=True)
    margins = logits[np.arange(len(labels)), labels] - top[:, 0] - np.log(np.exp(others - top).sum(axis=1))
    scores = np.empty(len(labels))
    for label in range(samples.classes):
        unseen = margins[test][labels[test] == label]
        scores[labels == label] = (margins[labels == label] - unseen.mean()) / unseen.std(ddof=1)
    hits = (logits.argmax(axis=1) == labels).astype(float)
    people = samples.people

    forgotten = (scores[forget], even(forget), people[forget])
    unseen = (scores[test], samples.mix(forget), people[test])
    bins = np.minimum(14, (probabilities[test].max(axis=1) * 15).astype(int))
    off = probabilities[test].max(axis=1) - hits[test]
    signs = np.sign(np.bincount(bins, off, minlength=15))[bins]
    losses = np.log1p(np.exp(-margins[test]))
    return {
        "margin": difference(mean(*forgotten), mean(*unseen)),
        "margin_distance": distance(forgotten, unseen),
        "people_variance_ratio": variance_ratio(scores[forget], people[forget]),
        "accuracy_gap": difference(
            mean(hits[forget], even(forget), people[forget]), mean(hits[test], samples.mix(forget), people[test])
        ),
        "retained_auc": area(
            (margins[retain], even(retain), people[retain]), (margins[test], samples.mix(retain), people[test])
        ),
        "test_loss": interval(*mean(losses, even(test), people[test])),
        "test_ece": interval(*mean(signs * off, even(test), people[test]), 0, 1),
    }


def change(samples, logits, original):
    test, labels, people = samples.test, samples.labels, samples.people
    mine, theirs = logits[test].argmax(axis=1), original[test].argmax(axis=1)
    lost = (theirs == labels[test]).astype(float) - (mine == labels[test])
    drops = []
    for label in np.unique(labels[test]):
        chosen = labels[test] == label
        drops.append(interval(*mean(lost[chosen], even(lost[chosen]), people[test][chosen])))
    return {
        "churn_original": interval(*mean((mine != theirs).astype(float), even(test), people[test])),
        "worst_class_drop_original": max(drops),
    }


def cosines(directory, original):
    mine, theirs = (tf.train.load_checkpoint(f"{model}/variables/variables") for model in (directory, original))
    variables = json.loads(pathlib.Path(directory, "assets.extra/variables.json").read_text())["variables"]
    result = {}
    for variable in (v for v in variables if len(v["shape"]) >= 2):
        name = variable["path"]
        key = name if mine.has_tensor(name) else f"weights/{variable['index']}/.ATTRIBUTES/VARIABLE_VALUE"
        one, other = (checkpoint.get_tensor(key).astype(np.float64).ravel() for checkpoint in (mine, theirs))
        lengths = np.linalg.norm(one) * np.linalg.norm(other)
        if lengths > 0:
            result[f"kernel_cosine_original.{name}"] = (one @ other / lengths,)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--forget", required=True, help="the list's name in the bundle")
    parser.add_argument("--measured", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--original")
    parser.add_argument("--retrained")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    arguments = parser.parse_args()

    samples = Samples(arguments.dataset, arguments.forget)
    logits = serve(arguments.model, samples.images)
    expected = marks(samples, logits)
    if arguments.original:
        expected |= change(samples, logits, serve(arguments.original, samples.images))
        expected |= cosines(arguments.model, arguments.original)
    if arguments.retrained:
        retrained = marks(samples, serve(arguments.retrained, samples.images))
        if arguments.original:
            retrained |= cosines(arguments.retrained, arguments.original)
        expected |= {f"retrained_{name}": values for name, values in retrained.items()}

    measured = json.loads(pathlib.Path(arguments.measured).read_text())
    problems = []
    for name, values in expected.items():
        for end, value in zip(("", "_low", "_high"), values):
            got = measured.get(name + end)
            if got is None or abs(got - value) > arguments.tolerance:
                problems.append(f"{name + end} is {got}; computed here: {value:.6f}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(expected)} measures agree, and both ends of the intervals of those that have one")


if __name__ == "__main__":
    main()
