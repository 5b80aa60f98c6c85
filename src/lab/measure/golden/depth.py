"""Makes depth.json with torch, in double precision: what each block of a small LLaMA does, from the formulas and whole Jacobians.

Weights are not stored: both sides make them from their place in the sorted list of names.
Run: python3 depth.py > depth.json
"""
import json
from math import pi, sqrt

import torch

torch.set_default_dtype(torch.float64)
vocabulary, heads, time = 7, 2, 5
codes = [(3 * at * at + at) % vocabulary for at in range(12)]
places = [0, 3]
tokens = torch.tensor([codes[p : p + time] for p in places])
targets = torch.tensor([codes[p + 1 : p + 1 + time] for p in places])


def shapes_of(depth, width):
    shapes = {"embedding": (vocabulary, width), "head": (width, vocabulary), "final norm/gain": (width,)}
    for block in range(1, depth + 1):
        for name in ("query", "key", "value", "output"):
            shapes[f"block {block}/attention/{name}/weight"] = (width, width)
        for name in ("gate", "up"):
            shapes[f"block {block}/feed-forward/{name}/weight"] = (width, 3 * width)
        shapes[f"block {block}/feed-forward/down/weight"] = (3 * width, width)
        for name in ("attention", "feed-forward"):
            shapes[f"block {block}/{name}/norm/gain"] = (width,)
    return shapes


def weight(place, shape):
    size = torch.Size(shape).numel()
    at = torch.arange(1, size + 1)
    values = torch.sin(0.37 * at * at + 1.3 * place)
    return (1 + 0.2 * values if len(shape) == 1 else 0.5 * values).reshape(shape)


def rotate(x):
    half = x.shape[-1] // 2
    angles = torch.arange(time)[:, None] * 10000 ** (-torch.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)


class Model:
    """`arm` of so many blocks, with weights as `shapes_of` has them."""

    def __init__(self, arm, depth, weights):
        self.arm, self.depth = arm, depth
        self.weights = {name: values.requires_grad_() for name, values in weights.items()}

    def norm(self, x, name):
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * self.weights[f"{name}/gain"]

    def attention(self, x, name):
        width = x.shape[-1]
        by = lambda part: x @ self.weights[f"{name}/{part}/weight"]
        split = lambda part: by(part).reshape(-1, time, heads, width // heads).transpose(1, 2)
        q, k, v = rotate(split("query")), rotate(split("key")), split("value")
        scores = q @ k.transpose(-1, -2) / sqrt(width // heads)
        scores = scores.masked_fill(torch.ones(time, time).triu(1).bool(), -1e30)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, time, width)
        return mixed @ self.weights[f"{name}/output/weight"]

    def feed_forward(self, x, name):
        gate, up = (x @ self.weights[f"{name}/{part}/weight"] for part in ("gate", "up"))
        return (torch.nn.functional.silu(gate) * up) @ self.weights[f"{name}/down/weight"]

    def block(self, block):
        post = self.arm == "Post-LN" or (self.arm == "Mix-LN 1/4" and block <= self.depth // 4)
        factor = block**-0.5 if self.arm == "LayerNorm Scaling" else 1

        def run(x):
            for name, branch in (("attention", self.attention), ("feed-forward", self.feed_forward)):
                name = f"block {block}/{name}"
                after = f"{name}/norm"
                x = self.norm(x + branch(x, name), after) if post else x + branch(self.norm(x, after) * factor, name)
            return x

        return run

    def loss(self, without=None):
        """The loss, and the stream before the first block and behind each."""
        x = self.weights["embedding"][tokens]
        streams = [x]
        for block in range(1, self.depth + 1):
            x = x if block == without else self.block(block)(x)
            streams.append(x)
        logits = self.norm(x, "final norm") @ self.weights["head"]
        return torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1)), streams

    def gradients(self, loss):
        """Norm of the gradient by all parameters of each block."""
        partials = dict(zip(self.weights, torch.autograd.grad(loss, list(self.weights.values()))))
        of = lambda block: [part for name, part in partials.items() if name.startswith(f"block {block}/")]
        return [sqrt(sum((part**2).sum().item() for part in of(block))) for block in range(1, self.depth + 1)]

    def look(self):
        loss, streams = self.loss()
        result = {"loss": loss.item(), "gradient": self.gradients(loss)}
        result |= {"variance": [], "angle": [], "jacobian": [], "removal": []}
        for block in range(1, self.depth + 1):
            x, y = streams[block - 1].detach(), streams[block].detach()
            result["variance"].append(y.var(-1, unbiased=False).mean().item())
            cosines = torch.nn.functional.cosine_similarity(x, y, dim=-1)
            result["angle"].append((cosines.acos() / pi).mean().item())
            size = x.numel()
            whole = torch.autograd.functional.jacobian(self.block(block), x).reshape(size, size)
            result["jacobian"].append(((whole - torch.eye(size)).norm() / sqrt(size)).item())
            result["removal"].append(self.loss(block)[0].item() - loss.item())
        return result


if __name__ == "__main__":
    shapes = shapes_of(4, 8)
    weights = {name: weight(place, shapes[name]) for place, name in enumerate(sorted(shapes))}
    arms = ["Pre-LN", "Post-LN", "Mix-LN 1/4", "LayerNorm Scaling"]
    looks = {arm: Model(arm, 4, weights).look() for arm in arms}
    print(json.dumps({"codes": codes, "names": sorted(shapes), "arms": looks}))
