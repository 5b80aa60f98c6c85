"""Makes numbers.json with torch in double precision: the network of CodeGen2's trainer under a prefix mask, written position by position
from its description, its loss on what lies outside the prefix, and the gradients of some of its weights by torch.

Run: python3 make.py > numbers.json
"""
import json
import math

import torch

torch.set_default_dtype(torch.float64)
V, T, B, D, H, L = 13, 6, 2, 8, 2, 2
size = D // H
tokens = torch.tensor([[1, 5, 2, 9, 12, 3], [7, 7, 0, 4, 11, 6]])
targets = torch.tensor([[5, 2, 9, 12, 3, 8], [7, 0, 4, 11, 6, 10]])
prefix = [3, 4]  # tokens at the head that see each other

shapes = {"embedding": [V, D], "head": [D, V], "head bias": [V], "final norm/gain": [D], "final norm/bias": [D]}
for b in range(1, L + 1):
    at = f"block {b}"
    shapes |= {f"{at}/norm/gain": [D], f"{at}/norm/bias": [D]}
    shapes |= {f"{at}/attention/{n}/weight": [D, D] for n in ["query", "key", "value", "output"]}
    shapes |= {f"{at}/feed-forward/in/weight": [D, 4 * D], f"{at}/feed-forward/in/bias": [4 * D]}
    shapes |= {f"{at}/feed-forward/out/weight": [4 * D, D], f"{at}/feed-forward/out/bias": [D]}


def values(name, shape):
    """Numbers that need not be stored: the test makes the same."""
    phase = sum(ord(c) * (i + 1) for i, c in enumerate(name)) % 97
    n = math.prod(shape)
    w = torch.tensor([0.4 * math.sin(1.3 * i + phase) for i in range(n)]).reshape(shape)
    return w + 1 if name.endswith("gain") else w


p = {name: values(name, shape).requires_grad_() for name, shape in shapes.items()}


def norm(x, at):
    return torch.nn.functional.layer_norm(x, [D], p[f"{at}/gain"], p[f"{at}/bias"], eps=1e-5)


def rotated(v, position):
    """The first half of a head, in pairs (i, i + n / 2); the other half stays."""
    n = size // 2
    out = list(v)
    for i in range(n // 2):
        angle = position * 10000 ** (-2 * i / n)
        c, s = math.cos(angle), math.sin(angle)
        a, b = v[i], v[i + n // 2]
        out[i], out[i + n // 2] = a * c - b * s, b * c + a * s
    return torch.stack(out)


def attention(x, at, own):
    rows = []
    q, k, v = (x @ p[f"{at}/{n}/weight"] for n in ["query", "key", "value"])
    for i in range(T):
        heads = []
        for h in range(H):
            cut = slice(h * size, (h + 1) * size)
            seen = [j for j in range(T) if j <= i or (i < own and j < own)]
            here = rotated(q[i, cut], i)
            scores = torch.stack([here @ rotated(k[j, cut], j) for j in seen]) / math.sqrt(size)
            weights = torch.softmax(scores, 0)
            heads.append(sum(w * v[j, cut] for w, j in zip(weights, seen)))
        rows.append(torch.cat(heads))
    return torch.stack(rows) @ p[f"{at}/output/weight"]


def forward(row, own):
    x = p["embedding"][row]
    for b in range(1, L + 1):
        at = f"block {b}"
        n = norm(x, f"{at}/norm")
        inner = torch.nn.functional.gelu(n @ p[f"{at}/feed-forward/in/weight"] + p[f"{at}/feed-forward/in/bias"])
        x = x + attention(n, f"{at}/attention", own) + inner @ p[f"{at}/feed-forward/out/weight"] + p[f"{at}/feed-forward/out/bias"]
    return norm(x, "final norm") @ p["head"] + p["head bias"]


logits = torch.stack([forward(tokens[b], prefix[b]) for b in range(B)])
z = torch.logsumexp(logits, -1)
losses = z - logits.gather(-1, targets[..., None])[..., 0]
counted = [(b, t) for b in range(B) for t in range(T) if t + 1 >= prefix[b]]
entropy = sum(losses[at] for at in counted) / len(counted)
zloss = 1e-4 * sum(z[at] ** 2 for at in counted) / len(counted)
(entropy + zloss).backward()

shown = ["embedding", "block 1/attention/key/weight", "block 1/norm/gain", "block 2/attention/query/weight", "block 2/feed-forward/in/bias", "head bias"]
flat = lambda t: [round(v, 9) for v in t.detach().reshape(-1).tolist()]
print(
    json.dumps(
        {
            "shape": {"vocabulary": V, "context": T, "batch": B, "width": D, "heads": H, "depth": L},
            "tokens": tokens.reshape(-1).tolist(),
            "targets": targets.reshape(-1).tolist(),
            "prefix": prefix,
            "logits": flat(logits),
            "entropy": float(entropy),
            "zloss": float(zloss),
            "gradients": {name: flat(p[name].grad) for name in shown},
        }
    )
)
