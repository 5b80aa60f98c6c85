"""Both variants of Gated-SwinRMT in torch, double precision, window by window as Swin cuts them; writes numbers.json.

Python 3 with torch: python3 make.py
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

B, R, C, W, H = 2, 4, 6, 4, 2  # batch, rows, columns, width, heads
SIDE, SHIFT, D = 2, 1, 2  # window, shift, head width
torch.manual_seed(3)
torch.set_default_dtype(torch.float64)


def drawn(*shape, scale=1.0):
    # What is written has six digits, and the numbers come from those.
    return (torch.randn(*shape) * scale).mul(1e6).round().div(1e6)


given = {"x": drawn(B, R * C, W), "dy": drawn(B, R * C, W)}
maps = ["query", "key", "value", "value gate", "gate", "output"]
weights = {f"{name}/weight": drawn(W, W, scale=0.8) for name in maps} | {f"{name}/bias": drawn(W, scale=0.3) for name in maps}
weights |= {"enhance/taps": drawn(W, 25, scale=0.2), "enhance/bias": drawn(W, scale=0.3), "output norm/gain": drawn(W)}
gamma = [1 - 2 ** (-2 - 4 * h / H) for h in range(H)]
slopes = [-0.5, 0.5]


def labels(length):
    return [0 if i < length - SIDE else 1 if i < length - SHIFT else 2 for i in range(length)]


def mix(q, k, v, shifted, weigh):
    """q, k, v: [B, R, C, W]. Rolled, then every window by itself, each of its rows and then each of its columns."""
    roll = lambda t, s: torch.roll(t, (s, s), (1, 2)) if shifted else t
    q, k, v = (roll(t, -SHIFT) for t in (q, k, v))
    rows, columns = labels(R), labels(C)
    out = torch.zeros_like(v)
    for b in range(B):
        for h in range(H):
            part = slice(h * D, (h + 1) * D)
            for top in range(0, R, SIDE):
                for left in range(0, C, SIDE):
                    window = lambda t: t[b, top : top + SIDE, left : left + SIDE, part]
                    qw, kw, vw = window(q), window(k), window(v)
                    sees = lambda own, at: torch.tensor(
                        [[not shifted or own[at + i] == own[at + j] for j in range(SIDE)] for i in range(SIDE)]
                    )
                    across = torch.stack([weigh(qw[r] @ kw[r].T, sees(columns, left), h) @ vw[r] for r in range(SIDE)])
                    down = torch.stack(
                        [weigh(qw[:, c] @ kw[:, c].T, sees(rows, top), h) @ across[:, c] for c in range(SIDE)], dim=1
                    )
                    out[b, top : top + SIDE, left : left + SIDE, part] = down
    return roll(out, SHIFT)


distance = torch.tensor([[abs(i - j) for j in range(SIDE)] for i in range(SIDE)]).double()


def softmax(scores, sees, h):
    return torch.softmax((scores + distance * math.log(gamma[h])).masked_fill(~sees, -math.inf), -1)


def sigmoid(scores, sees, h):
    return torch.sigmoid(scores + slopes[h] * distance) * gamma[h] ** distance * sees


def variant(name, shifted):
    p = {key: value.clone().requires_grad_() for key, value in weights.items()}
    x = given["x"].clone().requires_grad_()
    linear = lambda key, t: t @ p[f"{key}/weight"] + p[f"{key}/bias"]
    v = linear("value", x)
    if name == "swat":
        v = F.silu(linear("value gate", x)) * v
    grid = lambda t: t.reshape(B, R, C, W)
    o = mix(grid(linear("query", x)), grid(linear("key", x)) * D**-0.5, grid(v), shifted, sigmoid if name == "swat" else softmax)
    local = F.conv2d(grid(v).permute(0, 3, 1, 2), p["enhance/taps"].reshape(W, 1, 5, 5), p["enhance/bias"], padding=2, groups=W)
    o = o.reshape(B, R * C, W) + local.permute(0, 2, 3, 1).reshape(B, R * C, W)
    if name == "swat":
        o = o / torch.sqrt((o * o).mean(-1, keepdim=True) + 1e-6) * p["output norm/gain"]
    else:
        o = o * torch.sigmoid(linear("gate", x))
    y = linear("output", o)
    (y * given["dy"]).sum().backward()
    slopes_of = {f"d{key}": value.grad for key, value in p.items() if value.grad is not None}
    return {"y": y, "dx": x.grad} | slopes_of


def flat(tensor):
    return [round(float(value), 6) for value in tensor.detach().reshape(-1)]


golden = {"batch": B, "rows": R, "columns": C, "width": W, "heads": H, "side": SIDE}
golden |= {name: flat(value) for name, value in given.items()}
golden["weights"] = {name: flat(value) for name, value in weights.items()}
for name in ("retention", "swat"):
    for shifted in (False, True):
        found = variant(name, shifted)
        golden[f"{name}, {'shifted' if shifted else 'not shifted'}"] = {key: flat(value) for key, value in found.items()}
Path(__file__).with_name("numbers.json").write_text(json.dumps(golden) + "\n")
