# SPDX-License-Identifier: Apache-2.0
"""Times the membership attack of the paper's authors: CatBoost with its defaults, five stratified folds.

The peer of `lethe bench attack` (five_folds): run both alone, one after the other, and compare the ratio.
Made-up probabilities, as there: members a little surer of themselves. Needs catboost and scikit-learn.
Prints one JSON object: seconds for training and asking, the median over rounds.
"""
import argparse
import json
import statistics
import time

import catboost
import numpy
from sklearn.model_selection import StratifiedKFold


def outputs(generator, rows, classes):
    """Probabilities of rows, half of them members, whose class's logit is raised by 3 or by 3.5."""
    logits = generator.standard_normal((rows, classes))
    member = numpy.arange(rows) % 2
    logits[numpy.arange(rows), generator.integers(classes, size=rows)] += 3 + 0.5 * member
    exponents = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True), member


def attack(rows, member, attacked, threads):
    for train, _ in StratifiedKFold(5, shuffle=True, random_state=1).split(rows, member):
        attacker = catboost.CatBoostClassifier(random_seed=1, thread_count=threads, verbose=False)
        attacker.fit(rows[train], member[train])
        attacker.predict(attacked)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--training-rows", type=int, default=10_000)
    parser.add_argument("--attacked-rows", type=int, default=5_000)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    generator = numpy.random.default_rng(1)
    rows, member = outputs(generator, options.training_rows, options.classes)
    attacked, _ = outputs(generator, options.attacked_rows, options.classes)
    seconds = []
    for _ in range(options.rounds):
        start = time.perf_counter()
        attack(rows, member, attacked, options.threads)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "attacker": f"CatBoost {catboost.__version__}",
        "threads": options.threads,
        "five_folds_seconds": round(statistics.median(seconds), 2),
    }))


if __name__ == "__main__":
    main()
