"""Makes numbers.json with numpy, in double precision: five steps of SCALE as the authors' file takes them, on random gradients.

Matrices are [out, in] as in torch, and are reduced over the last axis; an embedding over its first. Gains by Adam with eps
added to the root before it is corrected. Everything is written out transposed, as matrices [in, out] have it.
Run: python3 make.py > numbers.json
"""
import json

import numpy as np

rng = np.random.default_rng(11)
rate, vectors, beta, b1, b2, eps, steps = 0.5, 0.02, 0.9, 0.9, 0.999, 1e-8, 5
shapes = {"embedding": (4, 2), "head": (2, 2), "block/weight": (2, 3), "gain": (2,)}
gradients = {name: rng.normal(size=(steps, *shape)) * 10 ** rng.normal() for name, shape in shapes.items()}
weights = {name: np.ones(shape) if name == "gain" else np.zeros(shape) for name, shape in shapes.items()}
m = np.zeros(shapes["head"])
first, second = np.zeros(2), np.zeros(2)


def rms(x, axis):
    return np.maximum(np.sqrt((x**2).mean(axis=axis, keepdims=True)), 1e-8)


for t in range(steps):
    g = {name: values[t] for name, values in gradients.items()}
    weights["embedding"] -= rate * g["embedding"] / rms(g["embedding"], 0)
    weights["block/weight"] -= rate * g["block/weight"] / rms(g["block/weight"], 1)
    m = beta * m + (1 - beta) * g["head"]
    weights["head"] -= rate * m / rms(m, 1)
    first = b1 * first + (1 - b1) * g["gain"]
    second = b2 * second + (1 - b2) * g["gain"] ** 2
    size = vectors * np.sqrt(1 - b2 ** (t + 1)) / (1 - b1 ** (t + 1))
    weights["gain"] -= size * first / (np.sqrt(second) + eps)


def engine(name, x):
    return (x.T if name in ("head", "block/weight") else x).ravel().tolist()


print(
    json.dumps(
        {
            "learningRate": rate,
            "vectors": vectors,
            "gradients": {name: [engine(name, g) for g in values] for name, values in gradients.items()},
            "weights": {name: engine(name, x) for name, x in weights.items()},
        }
    )
)
