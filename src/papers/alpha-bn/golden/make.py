"""Makes numbers.json with numpy, in double precision: a net of two calibrated layers, and Core's slopes by central differences.

A convolution of 1 x 1 is a product of matrices; everything else is written from the formulas, not from the method's code.
Run: python3 make.py > numbers.json
"""
import json

import numpy as np

rng = np.random.default_rng(3)
batch, channels, side, classes, weight, eps = 6, (2, 4, 3), 3, 3, 0.4, 1e-5
x = rng.normal(size=(batch, channels[0], side, side)) * 2 + 1
kernels = [rng.normal(size=(after, before)) for before, after in zip(channels, channels[1:])]
norms = [
    {
        "gain": rng.normal(size=c) * 0.3 + 1,
        "bias": rng.normal(size=c) * 0.3,
        "running mean": rng.normal(size=c),
        "running variance": rng.uniform(0.5, 3, size=c),
    }
    for c in channels[1:]
]


def layer(x, kernel, norm, mixture):
    y = np.einsum("oc,bchw->bohw", kernel, x)
    out = np.empty_like(y)
    for c in range(y.shape[1]):
        values = y[:, c].ravel()
        mean_t, variance_t = values.mean(), values.var()
        mean = weight * mean_t + (1 - weight) * norm["running mean"][c]
        variance = weight * variance_t + (1 - weight) * norm["running variance"][c]
        if mixture:
            variance += weight * (1 - weight) * (mean_t - norm["running mean"][c]) ** 2
        out[:, c] = norm["gain"][c] * (y[:, c] - mean) / np.sqrt(variance + eps) + norm["bias"][c]
    return np.maximum(out, 0)


def logits(mixture=False):
    h = x
    for kernel, norm in zip(kernels, norms):
        h = layer(h, kernel, norm, mixture)
    return h.mean(axis=(2, 3))


def core():
    p = np.exp(logits())
    p /= p.sum(axis=1, keepdims=True)
    a = p.T @ p
    off = 0.0
    for k in range(classes):
        for j in range(classes):
            if j != k:
                off += a[k, j] / a[k].sum()
    return off / classes


def slopes(values, step=1e-6):
    out = []
    for at in range(len(values)):
        values[at] += step
        above = core()
        values[at] -= 2 * step
        below = core()
        values[at] += step
        out.append((above - below) / (2 * step))
    return out


print(
    json.dumps(
        {
            "weight": weight,
            "x": x.ravel().tolist(),
            "kernels": [k.ravel().tolist() for k in kernels],
            "norms": [{name: v.tolist() for name, v in norm.items()} for norm in norms],
            "logits": logits().ravel().tolist(),
            "mixture": logits(mixture=True).ravel().tolist(),
            "core": core(),
            "slopes": [{name: slopes(norm[name]) for name in ("gain", "bias")} for norm in norms],
        }
    )
)
