"""Makes numbers.json with torch: how much larger the gradient of the first block is than that of the last before training, with Post-LN
throughout, and with Pre-LN. Matrices are normal, `scale` over the root of the width; medians over draws, which scatter.

Run: python3 make.py > numbers.json
"""
import json
import sys
from math import sqrt
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).parents[3] / "lab/measure/golden"))
import torch
from depth import Model, shapes_of

depth, width, draws = 8, 24, 60


def ratio(arm, scale):
    drawn = lambda shape: torch.ones(shape) if len(shape) == 1 else torch.randn(shape) * scale / sqrt(width)
    model = Model(arm, depth, {name: drawn(shape) for name, shape in shapes_of(depth, width).items()})
    gradients = model.gradients(model.loss()[0])
    return gradients[0] / gradients[-1]


torch.manual_seed(1)
rows = [
    {"arm": arm, "scale": scale, "ratio": round(median(ratio(arm, scale) for _ in range(draws)), 2)}
    for arm in ("Post-LN", "Pre-LN")
    for scale in (0.5, 1)
]
print(json.dumps({"depth": depth, "width": width, "rows": rows}))
