"""Makes model.json: a pre-norm transformer with torch's layer norm, its logits, loss and gradients: python model.py > model.json (numpy, torch)."""

import json

import numpy
import torch
from torch.nn.functional import cross_entropy, gelu, layer_norm

draw = numpy.random.default_rng(11)
rounded = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
vocabulary, time, depth, width, heads = 7, 6, 2, 8, 2

weights = {}


def parameter(name, *shape, centre=0.1):
    weights[name] = torch.tensor(centre + 0.4 * draw.normal(size=shape), requires_grad=True)


parameter("embedding", vocabulary, width)
parameter("positions", time, width)
for block in range(1, depth + 1):
    for sublayer, maps in {
        "attention": {name: (width, width) for name in ["query", "key", "value", "output"]},
        "feed-forward": {"in": (width, 4 * width), "out": (4 * width, width)},
    }.items():
        parameter(f"block {block}/{sublayer}/norm/gain", width, centre=1)
        parameter(f"block {block}/{sublayer}/norm/bias", width)
        for name, shape in maps.items():
            parameter(f"block {block}/{sublayer}/{name}/weight", *shape)
            parameter(f"block {block}/{sublayer}/{name}/bias", shape[1])
parameter("final norm/gain", width, centre=1)
parameter("final norm/bias", width)
parameter("head", width, vocabulary)

tokens = torch.tensor(draw.integers(vocabulary, size=(2, time)))
targets = torch.tensor(draw.integers(vocabulary, size=(2, time)))


def norm(at, x):
    return layer_norm(x, (width,), weights[f"{at}/gain"], weights[f"{at}/bias"], eps=1e-5)


def linear(at, x):
    return x @ weights[f"{at}/weight"] + weights[f"{at}/bias"]


def attention(at, x):
    query, key, value = (
        linear(f"{at}/{name}", x).unflatten(-1, (heads, width // heads)).transpose(1, 2) for name in ["query", "key", "value"]
    )
    scores = query @ key.transpose(-1, -2) / (width // heads) ** 0.5
    future = torch.ones(time, time).triu(1).bool()
    mixed = scores.masked_fill(future, -torch.inf).softmax(-1) @ value
    return linear(f"{at}/output", mixed.transpose(1, 2).flatten(-2))


stream = weights["embedding"][tokens] + weights["positions"]
for block in range(1, depth + 1):
    at = f"block {block}/attention"
    stream = stream + attention(at, norm(f"{at}/norm", stream))
    at = f"block {block}/feed-forward"
    stream = stream + linear(f"{at}/out", gelu(linear(f"{at}/in", norm(f"{at}/norm", stream))))
logits = norm("final norm", stream) @ weights["head"]
loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
loss.backward()

print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision",
    "size": {"vocabulary": vocabulary, "context": time, "depth": depth, "width": width, "heads": heads},
    "weights": {name: rounded(value) for name, value in weights.items()},
    "tokens": tokens.flatten().tolist(), "targets": targets.flatten().tolist(),
    "logits": rounded(logits), "loss": rounded(loss)[0],
    "gradients": {name: rounded(weights[name].grad) for name in ["embedding", "block 1/attention/output/weight", "block 2/feed-forward/norm/gain", "block 2/feed-forward/out/bias"]},
}))
