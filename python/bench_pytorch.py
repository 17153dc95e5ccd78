"""Times a network of torchvision (10 classes, 32x32, batch 64, Adam) in PyTorch: eager float32, or
with --best bfloat16 autocast, channels last and torch.compile.

The peer of `lethe bench train`: run both alone, one after the other, and compare the ratio.
Prints one JSON object: images a second, medians over rounds.
"""
import argparse
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="resnet18", help="torchvision's name: resnet18, efficientnet_b0")
    parser.add_argument("--best", action="store_true", help="bfloat16, channels last, compiled (needs a C++ compiler)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=30)
    options = parser.parse_args()
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
    model.eval()
    many = torch.randn(256, 3, 32, 32).to(memory_format=layout)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=options.best):
        predicted = rate(lambda: forward(many), 256, options.rounds, options.steps)
    print(json.dumps({
        "framework": f"PyTorch {torch.__version__}",
        "model": options.model,
        "mode": "bfloat16, channels last, compiled" if options.best else "eager float32",
        "threads": options.threads,
        "train_images_per_second": round(trained, 1),
        "predict_images_per_second": round(predicted, 1),
    }))


if __name__ == "__main__":
    main()
