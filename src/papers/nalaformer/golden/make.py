"""Norm-aware linear attention as released, from its equations in torch, double precision, one query at a time; writes numbers.json.

Python 3 with torch: python3 make.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

ROWS, COLUMNS, HEADS, D = 2, 3, 2, 8
N, C = ROWS * COLUMNS, HEADS * D
torch.set_default_dtype(torch.float64)


def wave(shape, phase, size=1.0):
    """Values that the test can make again without a file."""
    count = torch.Size(shape).numel()
    return (size * torch.sin(1.7 * torch.arange(count) + phase)).reshape(shape).requires_grad_()


given = {"x": wave((N, C), 0.1)}
for at, name in enumerate(["query", "key", "value", "gate", "output"]):
    given[f"{name}/weight"] = wave((C, C), 1.0 + at, 0.4)
    given[f"{name}/bias"] = wave((C,), 2.0 + at, 0.2)
given["enhance/taps"] = wave((C, 25), 3.0, 0.3)
given["enhance/bias"] = wave((C,), 4.0, 0.3)
given["mixed norm/gain"] = wave((C,), 5.0, 1.5)
given["mixed norm/bias"] = wave((C,), 6.0, 0.2)


def turn(features, token):
    """2-D rotary of one token's 2 D features, each half by itself, neighbours in pairs."""
    frequencies = 10000.0 ** -torch.linspace(0, 1, D // 4)
    row, column = divmod(token, COLUMNS)
    halves = []
    for half in (features[:D], features[D:]):
        turned = []
        for place, part in ((row, half[: D // 2]), (column, half[D // 2 :])):
            for pair, frequency in enumerate(frequencies):
                a, b = part[2 * pair], part[2 * pair + 1]
                cos, sin = torch.cos(place * frequency), torch.sin(place * frequency)
                turned += [a * cos - b * sin, a * sin + b * cos]
        halves.append(torch.stack(turned))
    return torch.cat(halves)


def layer(x, rotary):
    maps = {name: x @ given[f"{name}/weight"] + given[f"{name}/bias"] for name in ("query", "key", "value", "gate")}
    heads = []
    for h in range(HEADS):
        q, k, v = (maps[name][:, h * D : (h + 1) * D] for name in ("query", "key", "value"))
        k3 = k**3
        phi_k = torch.cat([F.relu(k3), F.relu(-k3)], 1)
        rows = []
        for i in range(N):
            n = q[i].norm()
            p = 3 * (0.5 + torch.tanh(n))
            # 0^p is 0 for p > 0; keep the graph away from it.
            phi_q = torch.stack([(e / n) ** p if e > 0 else torch.zeros(()) for e in torch.cat([q[i], -q[i]])])
            z = 1 / (phi_q @ phi_k.mean(0) + 1e-6)
            out = torch.zeros(D)
            for j in range(N):
                pair = (turn(phi_q, i), turn(phi_k[j], j)) if rotary else (phi_q, phi_k[j])
                out = out + z * (pair[0] @ pair[1]) / N * v[j]
            rows.append(out)
        heads.append(torch.stack(rows))
    values = maps["value"].T.reshape(1, C, ROWS, COLUMNS)
    local = F.conv2d(values, given["enhance/taps"].reshape(C, 1, 5, 5), given["enhance/bias"], padding=2, groups=C)
    mixed = torch.cat(heads, 1) + local.reshape(C, N).T
    normed = F.layer_norm(mixed, (C,), given["mixed norm/gain"], given["mixed norm/bias"])
    return (normed * F.silu(maps["gate"])) @ given["output/weight"] + given["output/bias"]


def flat(tensor):
    return [float(f"{value:.7g}") for value in tensor.detach().reshape(-1).tolist()]


golden = {"rows": ROWS, "columns": COLUMNS, "heads": HEADS, "size": D}
for name, rotary in (("plain", False), ("rotary", True)):
    y = layer(given["x"], rotary)
    loss = (y * wave((N, C), 0.7).detach()).sum()
    wanted = ["x", "query/weight", "key/weight", "enhance/taps"]
    slopes = torch.autograd.grad(loss, [given[name] for name in wanted])
    golden[name] = {"y": flat(y)} | {f"d{name}": flat(slope) for name, slope in zip(wanted, slopes)}
Path(__file__).with_name("numbers.json").write_text(json.dumps(golden) + "\n")
