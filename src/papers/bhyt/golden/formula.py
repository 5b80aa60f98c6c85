"""Makes formula.json: the bounded tanh and the second moment that attention adds, in torch: python formula.py > formula.json (numpy, torch)."""

import json

import numpy
import torch

draw = numpy.random.default_rng(5)
listed = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
tensor = lambda *shape: torch.tensor(draw.normal(size=shape))
rows, width, heads, keys, length, kappa, eps = 5, 8, 4, 2, 16, 10, 1e-6

x, dy = (2 * tensor(rows, width)).requires_grad_(), tensor(rows, width)
bound = torch.tensor([2.5], dtype=torch.float64, requires_grad=True)
gain = (1 + 0.3 * tensor(width)).requires_grad_()
y = gain * torch.tanh(bound / kappa * x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + eps))
y.backward(dy)

# Uniform attention over `length` independent tokens of unit size; each head of keys and values serves two heads.
value, output = tensor(width, keys * width // heads), tensor(width, width)
spread = value.unflatten(1, (keys, width // heads)).repeat_interleave(heads // keys, dim=1).flatten(1)
added = torch.linalg.matrix_norm(spread @ output).pow(2) / (length * width)

print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision", "rows": rows, "width": width,
    "x": listed(x), "dy": listed(dy), "parameters": {"lambda": listed(bound), "gain": listed(gain)},
    "y": listed(y), "dx": listed(x.grad), "dlambda": listed(bound.grad), "dgain": listed(gain.grad),
    "correction": {"heads": heads, "keys": keys, "length": length, "value": listed(value), "output": listed(output), "c": float(f"{added.item():.9g}")},
}))
