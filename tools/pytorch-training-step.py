"""Writes packages/train/src/networks/fixtures/mobilenet-step.json: what PyTorch 1.13 gives for training steps of the
MobileNet alpha 0.3 (shallow, 88 points), for the test beside it. Weights and data come from a generator that the test has too.

usage: /usr/bin/python3 tools/pytorch-training-step.py   (needs Debian's python3-torch)

The input is 64x64 instead of 160x160: the more units there are, the more of them lie so near the kink of ReLU that rounding
decides on which side, and then PyTorch's own float32 and float64 gradients differ by half a percent. The seed is the one of
the first SEEDS that keeps all units furthest from the kink in the first step.

Each tensor is kept as its norm, three projections on fixed directions and its first elements, so that the file stays small;
every element of every tensor goes into the projections.
"""
import json
import math
import pathlib

import torch
from torch import nn

SIZE, BATCH, ALPHA, POINTS = 64, 16, 0.3, 88
SEEDS = 60
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (1024, 2)]


def generator(seed):
    """Park and Miller's minimal standard generator: exact in double precision everywhere."""
    while True:
        seed = seed * 48271 % 2147483647
        yield seed / 2147483647


def block(inputs, filters, kernel, stride, groups=1):
    convolution = nn.Conv2d(inputs, filters, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters, eps=1e-3), nn.ReLU())


def network():
    channels = int(32 * ALPHA)
    layers = [block(3, channels, 3, 2)]
    for filters, stride in BLOCKS:
        width = int(filters * ALPHA)
        layers += [block(channels, channels, 3, stride, channels), block(channels, width, 1, 1)]
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 2 * POINTS))


def fill(model, seed):
    numbers = generator(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1:
                scale = math.sqrt(6 / (parameter.numel() / parameter.shape[0]))
                values = [(2 * next(numbers) - 1) * scale for _ in range(parameter.numel())]
            elif name.endswith("weight"):
                values = [0.75 + next(numbers) / 2 for _ in range(parameter.numel())]
            else:
                values = [(next(numbers) - 0.5) / 5 for _ in range(parameter.numel())]
            single = torch.tensor(values, dtype=torch.float64).float().reshape(parameter.shape)
            parameter.copy_(single.to(parameter.dtype))
    image = [2 * next(numbers) - 1 for _ in range(BATCH * 3 * SIZE * SIZE)]
    truth = [next(numbers) for _ in range(BATCH * 2 * POINTS)]
    shaped = (torch.tensor(image).reshape(BATCH, 3, SIZE, SIZE), torch.tensor(truth).reshape(BATCH, 2 * POINTS))
    return [tensor.float().to(next(model.parameters()).dtype) for tensor in shaped]


def directions(length):
    index = torch.arange(1, length + 1, dtype=torch.int64)
    return [((index * factor) % 4294967296).double() / 4294967296 - 0.5 for factor in (2654435761, 2246822519, 3266489917)]


def summary(tensor):
    flat = tensor.detach().double().flatten()
    projections = [float((flat * direction).sum()) for direction in directions(flat.numel())]
    return [float(flat.norm()), *projections, *flat[:4].tolist()]


def margin(seed):
    """Smallest distance of a unit from the kink of ReLU in the first step, as a share of its layer's deviation."""
    model = network().double()
    x, _ = fill(model, seed)
    smallest = math.inf
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, nn.Sequential):
                before = layer[1](layer[0](x))
                smallest = min(smallest, float(before.abs().min() / before.std()))
            x = layer(x)
    return smallest


OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.002, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-3),
}


def train(dtype, seed, optimizer_name):
    model = network().to(dtype)
    image, truth = fill(model, seed)
    optimizer = OPTIMIZERS[optimizer_name](model.parameters())
    result = {"losses": []}
    for step in range(10):
        activations, x = [], image
        for layer in model:
            x = layer(x)
            if isinstance(layer, nn.Sequential):
                activations.append(x)
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(x, truth)
        loss.backward()
        if step == 0:
            result["activations"] = [summary(activation) for activation in activations]
            result["points"] = summary(x)
            result["gradients"] = [summary(parameter.grad) for parameter in model.parameters()]
        optimizer.step()
        result["losses"].append(float(loss))
    return result


def distance(single, exact):
    """Largest error of a summary's numbers, as a share of the tensor's norm."""
    return max(abs(p - q) for p, q in zip(single, exact)) / exact[0]


seed = max(range(1, SEEDS + 1), key=margin)
(exact, exact_adam), (single, single_adam) = (
    [train(dtype, seed, name) for name in OPTIMIZERS] for dtype in (torch.float64, torch.float32)
)
worst = {
    key: max(distance(p, q) for p, q in zip(single[key], exact[key])) for key in ("activations", "gradients")
}
for name, p, q in (("sgd", single, exact), ("adam", single_adam, exact_adam)):
    worst[name] = max(abs(a / b - 1) for a, b in zip(p["losses"], q["losses"]))
losses = {"sgd": exact.pop("losses"), "adam": exact_adam["losses"]}
setting = {"torch": torch.__version__, "size": SIZE, "batch": BATCH, "seed": seed}
fixture = {**setting, "float32Error": worst, **exact, "losses": losses}
path = pathlib.Path(__file__).parent.parent / "packages/train/src/networks/fixtures/mobilenet-step.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
print(json.dumps({"seed": seed, "margin": margin(seed), **worst}))
