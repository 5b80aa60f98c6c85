"""Makes torch.json: layer normalization and a small classifier around it, trained by torch: python torch.py > torch.json (numpy, torch)."""

import sys

# This file has the name of the library: found first, it would import itself.
sys.path.pop(0)
import json

import numpy
import torch

draw = numpy.random.default_rng(3)
listed = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
tensor = lambda *shape: torch.tensor(draw.normal(size=shape))

rows, width = 5, 6
norm = torch.nn.LayerNorm(width).double()
with torch.no_grad():
    norm.weight.copy_(1 + 0.3 * tensor(width))
    norm.bias.copy_(0.3 * tensor(width))
x, dy = (2 + 3 * tensor(rows, width)).requires_grad_(), tensor(rows, width)
y = norm(x)
y.backward(dy)
layer = {
    "x": listed(x), "dy": listed(dy), "parameters": {"gain": listed(norm.weight), "bias": listed(norm.bias)},
    "y": listed(y), "dx": listed(x.grad), "dgain": listed(norm.weight.grad), "dbias": listed(norm.bias.grad),
}

inputs, hidden, classes, batch, steps = 4, 6, 3, 8, 12
weights = {
    "first": (0.5 * tensor(inputs, hidden)).requires_grad_(),
    "gain": torch.ones(hidden, dtype=torch.float64, requires_grad=True),
    "bias": torch.zeros(hidden, dtype=torch.float64, requires_grad=True),
    "second": (0.5 * tensor(hidden, classes)).requires_grad_(),
}
start = {name: listed(value) for name, value in weights.items()}
images, labels = tensor(batch, inputs), torch.tensor(draw.integers(classes, size=batch))
optimizer = torch.optim.Adam(weights.values(), lr=0.03)
losses = []
for _ in range(steps):
    normal = torch.nn.functional.layer_norm(images @ weights["first"], (hidden,), weights["gain"], weights["bias"])
    loss = torch.nn.functional.cross_entropy(normal.relu() @ weights["second"], labels)
    losses.append(float(f"{loss.item():.9g}"))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
training = {"images": listed(images), "labels": labels.tolist(), "parameters": start, "learningRate": 0.03, "losses": losses}

print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision", "rows": rows, "width": width, "layer": layer,
    "sizes": {"inputs": inputs, "hidden": hidden, "classes": classes, "batch": batch}, "training": training,
}))
