# SPDX-License-Identifier: Apache-2.0
"""Computes with torchvision what Lethe's EfficientNet-B0 must give, for EfficientNetParityTest.

    python make_efficientnet_fixture.py > ../learning/src/test/resources/io/lethe/learning/model/efficientnet_b0.json

Weights and pixels are not stored: both sides compute them from a hash of (stream, position). Dropout and stochastic depth
are off. Everything is computed in float64 on float32 weights. Gradients are told by their Euclidean norm and by their dot
product with a hashed vector; so are the moving statistics after one pass in training mode.
"""
import json
import math
import sys

import numpy as np
import torch
import torchvision

CLASSES = 10
ROWS, HEIGHT, WIDTH, CHANNELS = 8, 48, 40, 3
PIXELS = 1000
PROBES = 2000
HEAD = 8


def noise(stream, count):
    """Evenly spread in [-1, 1): a 32-bit hash of the position."""
    h = np.arange(1, count + 1, dtype=np.uint64) * 0x9E3779B1 + np.uint64(stream * 0x85EBCA6B % 2**32)
    h = h.astype(np.uint32)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    h = h ^ (h >> np.uint32(16))
    return h.astype(np.float64) / 2**31 - 1


def path(name):
    """torchvision's name as Lethe's."""
    parts = name.split(".")
    dense = {"weight": "kernel", "bias": "bias"}
    if parts[0] == "classifier":
        return f"classifier/{dense[parts[-1]]}"
    stage = int(parts[1])
    if stage in (0, HEAD):
        unit = "stem" if stage == 0 else "head"
    else:
        units = ["depthwise", "squeeze", "project"] if stage == 1 else ["expand", "depthwise", "squeeze", "project"]
        unit = f"stage{stage}/{parts[2]}/{units[int(parts[4])]}"
        if parts[5] in ("fc1", "fc2"):
            return f"{unit}/{parts[5]}/{dense[parts[-1]]}"
    if parts[-2] == "0":
        return f"{unit}/conv/kernel"
    return f"{unit}/bn/" + {
        "weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance",
    }[parts[-1]]


def layout(tensor):
    """A kernel's numbers in TensorFlow's order."""
    order = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}[tensor.dim()]
    return tensor.detach().permute(order).reshape(-1).numpy()


def fill(tensor, flat):
    order = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}[tensor.dim()]
    turned = torch.from_numpy(flat).reshape([tensor.shape[i] for i in order])
    tensor.data.copy_(turned.permute(np.argsort(order).tolist()))


def spread(name, tensor, images_seen):
    """(offset, scale) of a variable's numbers, so that activations stay of order one in either mode."""
    if tensor.dim() > 1:
        return 0.0, math.sqrt(6 / tensor[0].numel())
    if name.endswith("bn/gamma"):
        return 1.0, 0.2
    if name.endswith("moving_variance"):
        usual = tensor.mean().item() if images_seen else 1.0
        return usual, 0.2 * usual
    return 0.0, 0.1


def set_variables(tensors, images_seen):
    """Fills all variables, and tells how. The second time, moving variances lie near what the images make."""
    variables = []
    for index, (name, tensor) in enumerate(tensors):
        offset, scale = spread(path(name), tensor, images_seen)
        fill(tensor, (offset + scale * noise(index, tensor.numel())).astype(np.float32).astype(np.float64))
        variables.append({"path": path(name), "numbers": tensor.numel(), "offset": offset, "scale": scale})
    return variables


def see(model, images):
    """Sets every moving variance to the mean square of what the layer gets, so that no layer blows up."""
    def take(norm, given):
        norm.running_var.fill_(given[0].square().mean())

    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(take) for norm in norms]
    model.eval()
    with torch.no_grad():
        model(images)
    for hook in hooks:
        hook.remove()


def probe(index, values):
    return float(values @ noise(PROBES + index, values.size))


def run(model, images, labels):
    model.zero_grad()
    logits = model(images)
    loss = torch.nn.functional.cross_entropy(logits, labels)
    loss.backward()
    return {"logits": logits.detach().numpy().tolist(), "loss": loss.item()}


def main():
    model = torchvision.models.efficientnet_b0(num_classes=CLASSES, dropout=0.0, stochastic_depth_prob=0.0).double()
    tensors = [(n, v) for n, v in model.named_parameters()] + [(n, v) for n, v in model.named_buffers()]
    order = [n for n in model.state_dict() if "num_batches" not in n]
    tensors = sorted(((n, v) for n, v in tensors if n in order), key=lambda item: order.index(item[0]))
    pixels = np.floor(128 * (noise(PIXELS, ROWS * HEIGHT * WIDTH * CHANNELS) + 1))
    images = torch.from_numpy(pixels.reshape(ROWS, HEIGHT, WIDTH, CHANNELS) / 127.5 - 1).permute(0, 3, 1, 2)
    labels = torch.arange(ROWS) * 7 % CLASSES
    set_variables(tensors, images_seen=False)
    see(model, images)
    variables = set_variables(tensors, images_seen=True)

    fixture = {"torch": torch.__version__, "torchvision": torchvision.__version__, "pixels": PIXELS, "probes": PROBES}
    for mode in ("frozen", "awake"):
        model.train(mode == "awake")
        fixture[mode] = run(model, images, labels)
        for index, (name, tensor) in enumerate(tensors):
            values = layout(tensor.grad) if tensor.requires_grad else layout(tensor)
            variables[index][mode] = [float(np.linalg.norm(values)), probe(index, values)]
    fixture["variables"] = variables
    json.dump(fixture, sys.stdout)
    print()


if __name__ == "__main__":
    main()
