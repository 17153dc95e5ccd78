# SPDX-License-Identifier: Apache-2.0
"""Times a network of torchvision (10 classes, 32x32, batch 64, Adam) in PyTorch: eager float32, or
with --best bfloat16 autocast, channels last and torch.compile.

The peer of `lethe bench train`: run both alone, one after the other, and compare the ratio.
With --sftc also a bare SFTC loop as the paper's algorithm 1 reads: in every step the original's pass
over the batch, one biased draw for each sample to forget (a tenth of the batch), then the student's step.
Prints one JSON object: images a second, medians over rounds.
"""
import argparse
import copy
import json
import statistics
import time

import torch
import torchvision


def rate(step, images, rounds, steps):
    for _ in range(5):
        step()
    rates = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(steps):
            step()
        rates.append(images * steps / (time.perf_counter() - start))
    return statistics.median(rates)


def biased_draw(label, classes):
    """The paper's biased generator: |N(0,1)| for each class, the label's raised until it is the largest."""
    row = torch.randn(classes).abs()
    while row.argmax() != label:
        row[label] += 0.5 + 0.5 * torch.rand(())
    return row


def sftc_step(model, optimizer, images, labels, forgets):
    """One bare SFTC step (temperature 1): nothing is computed beforehand, nothing is measured."""
    teacher = copy.deepcopy(model).eval()
    cross_entropy = torch.nn.CrossEntropyLoss()
    divergence = torch.nn.KLDivLoss(reduction="batchmean")

    def step():
        with torch.no_grad():
            target = teacher(images)
        for row in forgets.nonzero().flatten():
            target[row] = biased_draw(labels[row], target.shape[1])
        optimizer.zero_grad()
        logits = model(images)
        loss = cross_entropy(logits[~forgets], labels[~forgets])
        loss = loss + divergence(logits.log_softmax(1), target.softmax(1))
        loss.backward()
        optimizer.step()

    return step


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="resnet18", help="torchvision's name: resnet18, efficientnet_b0")
    parser.add_argument("--best", action="store_true", help="bfloat16, channels last, compiled (needs a C++ compiler)")
    parser.add_argument("--sftc", action="store_true", help="also a bare SFTC loop, eager float32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=30)
    options = parser.parse_args()
    if options.sftc and options.best:
        parser.error("--sftc is timed in eager float32, as the authors run it: leave --best out")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = torchvision.models.get_model(options.model, num_classes=10)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = torch.nn.CrossEntropyLoss()
    layout = torch.channels_last if options.best else torch.contiguous_format
    model = model.to(memory_format=layout)
    forward = torch.compile(model) if options.best else model
    images = torch.randn(options.batch, 3, 32, 32).to(memory_format=layout)
    labels = torch.randint(10, (options.batch,))

    def train():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=options.best):
            loss = criterion(forward(images), labels)
        loss.backward()
        optimizer.step()

    model.train()
    trained = rate(train, options.batch, options.rounds, options.steps)
    if options.sftc:
        forgets = torch.arange(options.batch) % 10 == 0
        unlearned = rate(sftc_step(model, optimizer, images, labels, forgets), options.batch, options.rounds, options.steps)
    model.eval()
    many = torch.randn(256, 3, 32, 32).to(memory_format=layout)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=options.best):
        predicted = rate(lambda: forward(many), 256, options.rounds, options.steps)
    report = {
        "framework": f"PyTorch {torch.__version__}",
        "model": options.model,
        "mode": "bfloat16, channels last, compiled" if options.best else "eager float32",
        "threads": options.threads,
        "train_images_per_second": round(trained, 1),
        "predict_images_per_second": round(predicted, 1),
    }
    if options.sftc:
        report["sftc_images_per_second"] = round(unlearned, 1)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
