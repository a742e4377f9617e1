"""PyTorch side of the training benchmark: images per second of MobileNet v1 with Adam. One JSON line to stdout.

usage: pytorch.py ALPHA SIZE BATCH THREADS SECONDS
"""
import json
import resource
import statistics
import sys
import time

import torch
from torch import nn

alpha, size, batch, threads, seconds = (f(a) for f, a in zip((float, int, int, int, float), sys.argv[1:]))
torch.set_num_threads(threads)
torch.manual_seed(1)
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (1024, 2)]


def block(inputs, filters, kernel, stride, groups=1):
    convolution = nn.Conv2d(inputs, filters, kernel, stride, kernel // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(filters, eps=1e-3), nn.ReLU(inplace=True)]


channels = int(32 * alpha)
layers = block(3, channels, 3, 2)
for filters, stride in BLOCKS:
    width = int(filters * alpha)
    layers += block(channels, channels, 3, stride, channels) + block(channels, width, 1, 1)
    channels = width
network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 176))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
images = torch.rand(batch, 3, size, size) - 0.5
truth = torch.rand(batch, 176)


def step():
    optimizer.zero_grad(set_to_none=True)
    nn.functional.mse_loss(network(images), truth).backward()
    optimizer.step()


for _ in range(3):
    step()
times = []
end = time.perf_counter() + seconds
while time.perf_counter() < end:
    start = time.perf_counter()
    step()
    times.append(time.perf_counter() - start)
print(
    json.dumps(
        {
            "imagesPerSecond": batch / statistics.median(times),
            "peakMemory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "torch": torch.__version__,
        }
    )
)
