"""GatedNorm and PreAffine from their equations in numpy, double precision, one token at a time; writes numbers.json.

Python 3 with numpy: python3 make.py
"""

import json
from pathlib import Path

import numpy as np

ROWS, WIDTH, RANK = 5, 8, 3
EPS = 1e-6
rng = np.random.default_rng(11)
given = {
    "x": rng.normal(size=(ROWS, WIDTH)) * np.array([1, 1, 40, 1, 1, 0.1, 1, 1]),  # one outlier
    "dy": rng.normal(size=(ROWS, WIDTH)),
    "gain": 1 + 0.3 * rng.normal(size=WIDTH),
    "lambda": 1 + 0.5 * rng.normal(size=WIDTH),
    "down": rng.normal(size=(WIDTH, RANK)),
    "up": rng.normal(size=(RANK, WIDTH)),
    "single": rng.normal(size=(RANK, 1)),
}
given = {name: np.round(array, 7) for name, array in given.items()}  # what is written, and the numbers come from it


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "silu": lambda z: z * sigmoid(z), "none": lambda z: z}


def norm(token, gain):
    return gain * token / np.sqrt(np.mean(token**2) + EPS)


def gate(y, down, up, activation):
    hidden = np.array([sum(y[i] * down[i, j] for i in range(WIDTH)) for j in range(RANK)])
    hidden = hidden * sigmoid(hidden)
    return ACTIVATIONS[activation](hidden @ up)


def pre_affine(v):
    return np.array([norm(v["lambda"] * token, v["gain"]) for token in v["x"]])


def gated_norm(up, activation):
    def of(v):
        normal = [norm(token, v["gain"]) for token in v["x"]]
        return np.array([y * gate(y, v["down"], v[up], activation) for y in normal])

    return of


def slopes(of, names):
    """Central differences of sum(y * dy)."""
    found = {}
    for name in names:
        slope = np.zeros_like(given[name])
        for at in np.ndindex(slope.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = {**given, name: given[name].copy()}
                moved[name][at] += step
                ends.append(float((of(moved) * given["dy"]).sum()))
            slope[at] = (ends[0] - ends[1]) / 2e-5
        found["d" + name] = slope
    return found


def flat(array):
    return [round(float(value), 7) for value in np.ravel(array)]


golden = {"rows": ROWS, "width": WIDTH, "rank": RANK, "given": {name: flat(array) for name, array in given.items()}}
golden["preAffine"] = {
    name: flat(array)
    for name, array in ({"y": pre_affine(given)} | slopes(pre_affine, ("x", "gain", "lambda"))).items()
}
golden["gatedNorm"] = []
for form, up in (("elementwise", "up"), ("tensorwise", "single")):
    for activation in ACTIVATIONS:
        of = gated_norm(up, activation)
        numbers = {"y": of(given)} | slopes(of, ("x", "gain", "down", up))
        golden["gatedNorm"].append(
            {"form": form, "activation": activation, "up": up} | {"found": {n: flat(a) for n, a in numbers.items()}}
        )
Path(__file__).with_name("numbers.json").write_text(json.dumps(golden) + "\n")
