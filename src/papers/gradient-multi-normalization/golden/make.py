"""Makes numbers.json with numpy, in double precision: alternating projections, and SWAN by a singular value decomposition.

Sinkhorn's iteration runs on the squared entries with plain sums, so that it shares nothing with the projections.
Run: python3 make.py > numbers.json
"""
import json

import numpy as np

rng = np.random.default_rng(5)
m, n = 6, 9
g = rng.normal(size=(m, n)) * np.exp(rng.normal(size=(m, 1))) * np.exp(rng.normal(size=(1, n)))


def sinkhorn(squares, rounds):
    p = squares.copy()
    for _ in range(rounds):
        p *= n / p.sum(axis=1, keepdims=True)
        p *= m / p.sum(axis=0, keepdims=True)
    return p


def polar(x):
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    return u @ vt


def swan(x, center=False):
    x = x - x.mean(axis=1, keepdims=True) if center else x
    x = x * np.sqrt(x.shape[1]) / np.linalg.norm(x, axis=1, keepdims=True)
    return np.sqrt(max(x.shape)) * polar(x)


flat = lambda x: x.ravel().tolist()
print(
    json.dumps(
        {
            "shape": [m, n],
            "gradient": flat(g),
            "sinkhorn": {str(rounds): flat(np.sign(g) * np.sqrt(sinkhorn(g**2, rounds))) for rounds in (1, 5, 100)},
            "swan": flat(swan(g)),
            "centred": flat(swan(g, True)),
            "tall": flat(swan(g.T)),
        }
    )
)
