"""Softmax of a few rows in float64, with the maximum subtracted. Written by: python make.py > numbers.json (numpy 1.24 or newer)."""
import json
import numpy as np

rng = np.random.default_rng(2001)
rows = []
for scale in (1, 20, 100, 1000, 10000):
    for n in (1, 7, 37):
        x = rng.uniform(-scale, scale, n).astype(np.float32)
        e = np.exp(x.astype(np.float64) - x.max())
        rows.append({"scale": scale, "x": x.tolist(), "y": (e / e.sum()).tolist()})
print(json.dumps({"rows": rows}))
