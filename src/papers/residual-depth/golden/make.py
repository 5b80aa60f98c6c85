"""Makes numbers.json with numpy, in double precision: a tower of perceptrons, its series and its complexity, by other means.

The series is summed over all pairs with Jacobians by central differences; the complexity over whole Jacobians.
Run: python3 make.py > numbers.json
"""
import json
from itertools import combinations
from math import erf, sqrt

import numpy as np

rng = np.random.default_rng(7)
batch, inputs, width, hidden, classes, depth, factor = 2, 5, 4, 6, 3, 5, 0.3
x = rng.normal(size=(batch, inputs))
encoder = rng.normal(size=(inputs, width)) / sqrt(inputs)
decoder = rng.normal(size=(width, classes)) / sqrt(width)
blocks = [
    (
        rng.normal(size=(width, hidden)) * sqrt(2 / width),
        rng.normal(size=hidden) * 0.1,
        rng.normal(size=(hidden, width)) / sqrt(hidden),
        rng.normal(size=width) * 0.1,
    )
    for _ in range(depth)
]
gelu = np.vectorize(lambda u: u * (1 + erf(u / sqrt(2))) / 2)


def branch(block, z):
    w1, b1, w2, b2 = block
    return gelu(z @ w1 + b1) @ w2 + b2


def tower(x):
    z = x @ encoder
    for block in blocks:
        z = z + factor * branch(block, z)
    return z


def along(block, z, v, step=1e-5):
    return (branch(block, z + step * v) - branch(block, z - step * v)) / (2 * step)


z = x @ encoder
first = sum(branch(block, z) for block in blocks)
second = sum(along(later, z, branch(earlier, z)) for earlier, later in combinations(blocks, 2))


def squared_jacobian(row, step=1e-5):
    columns = []
    for k in range(inputs):
        e = np.zeros(inputs)
        e[k] = step
        columns.append((tower(row + e) - tower(row - e)) @ decoder / (2 * step))
    return sum((column**2).sum() for column in columns)


print(
    json.dumps(
        {
            "factor": factor,
            "x": x.tolist(),
            "encoder": encoder.tolist(),
            "decoder": decoder.tolist(),
            "blocks": [[part.tolist() for part in block] for block in blocks],
            "logits": (tower(x) @ decoder).tolist(),
            "first": first.tolist(),
            "second": second.tolist(),
            "complexity": float(np.mean([squared_jacobian(row[None, :]) for row in x])),
        }
    )
)
