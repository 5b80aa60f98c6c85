"""Makes depth.json with torch, in double precision: what each block of a small LLaMA does, from the formulas and whole Jacobians.

Weights are not stored: both sides make them from their place in the sorted list of names.
Run: python3 depth.py > depth.json
"""
import json
from math import pi, sqrt

import torch

torch.set_default_dtype(torch.float64)
vocabulary, width, heads, time, depth, hidden = 7, 8, 2, 5, 4, 24
codes = [(3 * at * at + at) % vocabulary for at in range(12)]
places = [0, 3]
tokens = torch.tensor([codes[p : p + time] for p in places])
targets = torch.tensor([codes[p + 1 : p + 1 + time] for p in places])

shapes = {"embedding": (vocabulary, width), "head": (width, vocabulary), "final norm/gain": (width,)}
for block in range(1, depth + 1):
    for name in ("query", "key", "value", "output"):
        shapes[f"block {block}/attention/{name}/weight"] = (width, width)
    for name in ("gate", "up"):
        shapes[f"block {block}/feed-forward/{name}/weight"] = (width, hidden)
    shapes[f"block {block}/feed-forward/down/weight"] = (hidden, width)
    for name in ("attention", "feed-forward"):
        shapes[f"block {block}/{name}/norm/gain"] = (width,)


def weight(place, shape):
    size = torch.Size(shape).numel()
    at = torch.arange(1, size + 1)
    values = torch.sin(0.37 * at * at + 1.3 * place)
    return (1 + 0.2 * values if len(shape) == 1 else 0.5 * values).reshape(shape).requires_grad_()


weights = {name: weight(place, shapes[name]) for place, name in enumerate(sorted(shapes))}


def norm(x, name):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weights[f"{name}/norm/gain"]


def rotate(x):
    half = x.shape[-1] // 2
    angles = torch.arange(time)[:, None] * 10000 ** (-torch.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)


def attention(x, name):
    split = lambda part: (x @ weights[f"{name}/{part}/weight"]).reshape(-1, time, heads, width // heads).transpose(1, 2)
    q, k, v = rotate(split("query")), rotate(split("key")), split("value")
    scores = q @ k.transpose(-1, -2) / sqrt(width // heads)
    scores = scores.masked_fill(torch.ones(time, time).triu(1).bool(), -1e30)
    mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, time, width)
    return mixed @ weights[f"{name}/output/weight"]


def feed_forward(x, name):
    gate, up = (x @ weights[f"{name}/{part}/weight"] for part in ("gate", "up"))
    return (torch.nn.functional.silu(gate) * up) @ weights[f"{name}/down/weight"]


def block_of(arm, block):
    post = arm == "Post-LN" or (arm == "Mix-LN 1/4" and block <= depth // 4)
    factor = block**-0.5 if arm == "LayerNorm Scaling" else 1

    def run(x):
        for name, branch in (("attention", attention), ("feed-forward", feed_forward)):
            name = f"block {block}/{name}"
            x = norm(x + branch(x, name), name) if post else x + branch(norm(x, name) * factor, name)
        return x

    return run


def loss_of(arm, without=None):
    x = weights["embedding"][tokens]
    streams = [x]
    for block in range(1, depth + 1):
        x = x if block == without else block_of(arm, block)(x)
        streams.append(x)
    final = x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weights["final norm/gain"]
    logits = final @ weights["head"]
    return torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1)), streams


def look(arm):
    loss, streams = loss_of(arm)
    names = list(weights)
    partials = dict(zip(names, torch.autograd.grad(loss, [weights[name] for name in names])))
    result = {"loss": loss.item(), "variance": [], "gradient": [], "angle": [], "jacobian": [], "removal": []}
    for block in range(1, depth + 1):
        x, y = streams[block - 1].detach(), streams[block].detach()
        result["variance"].append(y.var(-1, unbiased=False).mean().item())
        own = [partials[name] for name in names if name.startswith(f"block {block}/")]
        result["gradient"].append(sqrt(sum((part**2).sum().item() for part in own)))
        cosines = torch.nn.functional.cosine_similarity(x, y, dim=-1)
        result["angle"].append((cosines.acos() / pi).mean().item())
        size = x.numel()
        whole = torch.autograd.functional.jacobian(block_of(arm, block), x).reshape(size, size)
        result["jacobian"].append(((whole - torch.eye(size)).norm() / sqrt(size)).item())
        result["removal"].append(loss_of(arm, block)[0].item() - loss.item())
    return result


arms = ["Pre-LN", "Post-LN", "Mix-LN 1/4", "LayerNorm Scaling"]
print(json.dumps({"codes": codes, "names": sorted(shapes), "arms": {arm: look(arm) for arm in arms}}))
