"""Prints the numbers that packages/graph/src/optim/optim.test.ts expects (PyTorch 1.13, /usr/bin/python3)."""
import torch


def steps(make, clip=None):
    parameter = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    optimizer = make([parameter])
    for factor in (1, 2, -1):
        parameter.grad = torch.tensor([0.5, -1.0, 2.0]) * factor
        if clip:
            torch.nn.utils.clip_grad_norm_([parameter], clip)
        optimizer.step()
    return parameter.tolist()


print("SGD", steps(lambda p: torch.optim.SGD(p, 0.1)))
print("momentum", steps(lambda p: torch.optim.SGD(p, 0.1, momentum=0.9)))
print("nesterov", steps(lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, nesterov=True)))
print("Adam", steps(lambda p: torch.optim.Adam(p, 0.1)))
print("AdamW", steps(lambda p: torch.optim.AdamW(p, 0.1, weight_decay=0.1)))
print("clipped", steps(lambda p: torch.optim.SGD(p, 0.1), clip=1))
