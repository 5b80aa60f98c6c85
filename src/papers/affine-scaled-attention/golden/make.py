"""Affine-scaled attention from its equations in numpy, double precision, one query at a time; writes numbers.json.

Python 3 with numpy: python3 make.py
"""

import json
from pathlib import Path

import numpy as np

B, T, H, D = 2, 5, 2, 3  # batch, keys, heads, head width
WIDTH = H * D
rng = np.random.default_rng(7)
x = rng.normal(size=(B, T, WIDTH))
q, k, v, dy = (rng.normal(size=(B, H, T, D)) for _ in range(4))
w = rng.normal(size=(WIDTH, H)) * 2  # large, so that some scales are clipped
mean = np.array([0.3, 0.6])


def attend(x, q, k, v, w, reading):
    out = np.zeros_like(v)
    sums = np.zeros((B, H, T))
    scales = np.zeros((B, H, T))
    for b in range(B):
        for h in range(H):
            for i in range(T):
                alpha = min(1.0, max(0.0, 0.1 * float(x[b, i] @ w[:, h]) + 0.5))
                n = T if reading == "keys" else i + 1
                beta = (mean[h] - alpha) / n
                scores = np.array([q[b, h, i] @ k[b, h, j] for j in range(i + 1)]) / np.sqrt(D)
                p = np.exp(scores - scores.max())
                row = alpha * p / p.sum() + beta
                out[b, h, i] = sum(row[j] * v[b, h, j] for j in range(i + 1))
                sums[b, h, i] = row.sum()
                scales[b, h, i] = alpha
    return out, sums, scales


def slopes(reading):
    """Central differences of sum(out * dy)."""
    given = {"x": x, "q": q, "k": k, "v": v, "w": w}
    found = {}
    for name, array in given.items():
        slope = np.zeros_like(array)
        for at in np.ndindex(array.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = array.copy()
                moved[at] += step
                ends.append(float((attend(**{**given, name: moved}, reading=reading)[0] * dy).sum()))
            slope[at] = (ends[0] - ends[1]) / 2e-5
        found["d" + name] = slope
    return found


def flat(array):
    return [round(float(value), 7) for value in np.ravel(array)]


golden = {"batch": B, "time": T, "heads": H, "size": D}
# What is written has seven digits, and the numbers come from those.
x, q, k, v, w, dy = (np.round(array, 7) for array in (x, q, k, v, w, dy))
golden |= {name: flat(array) for name, array in dict(x=x, q=q, k=k, v=v, w=w, mean=mean, dy=dy).items()}
for reading in ("keys", "visible"):
    out, sums, scales = attend(x, q, k, v, w, reading)
    golden["scale"] = flat(scales)
    golden["next"] = flat(0.9 * mean + 0.1 * scales.mean(axis=(0, 2)))
    golden[reading] = {"y": flat(out), "sums": flat(sums)} | {name: flat(array) for name, array in slopes(reading).items()}
Path(__file__).with_name("numbers.json").write_text(json.dumps(golden) + "\n")
