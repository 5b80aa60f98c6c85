"""Makes numbers.json with torch, in double precision: the facts about scale on the card's little net, and NaP trained for a few steps.

A step of NaP is torch's own Adam, and then every hidden map and every pair of gain and offset is put back to its norm; only the last
pair and the output map go free. LN without projection is the same without that. Written from the formulas, not from the method's code.
Run: python3 make.py > numbers.json
"""
import json

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)


def layer_norm(z, eps):
    centred = z - z.mean(1, keepdim=True)
    return centred / (centred.square().mean(1, keepdim=True) + eps).sqrt()


# One layer, f = mean over rows of (relu(LN(x W^T)) v)^2.
x = torch.tensor([[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]])
weight = torch.tensor([[1.0, 0.0], [0.5, -1.0], [2.0, 1.0]])
v = torch.tensor([1.0, -2.0, 0.5])


def value(w):
    return (torch.relu(layer_norm(x @ w.T, 0)) @ v).square().mean()


def at(factor):
    w = (weight * factor).requires_grad_()
    f = value(w)
    f.backward()
    return {"factor": factor, "f": f.item(), "gradient": w.grad.norm().item(), "inner": (w.grad * w).sum().item()}


w = weight.clone().requires_grad_()
value(w).backward()
after = (weight - 0.5 * w.grad).detach()
back = after * weight.norm() / after.norm()
facts = {
    "scales": [at(1.0), at(2.0), at(10.0)],
    "squaresAfter": after.square().sum().item(),
    "fAfter": value(after).item(),
    "fProjected": value(back).item(),
}

# Two hidden layers of 5 and 4, 3 classes, a batch of 6, eps 1e-6.
sizes, rows = (4, 5, 4, 3), 6
names = ["layer 1", "layer 2", "layer 3"]
start = {}
for i, name in enumerate(names):
    start[f"{name}/weight"] = torch.randn(sizes[i], sizes[i + 1]) / sizes[i] ** 0.5
    if i < 2:
        ones, zeros = torch.ones(sizes[i + 1]), torch.zeros(sizes[i + 1])
        start[f"{name}/gain and offset"] = torch.stack([ones, zeros]) + 0.2 * torch.randn(2, sizes[i + 1])
    else:
        start[f"{name}/bias"] = 0.1 * torch.randn(sizes[i + 1])
features, labels = torch.randn(rows, sizes[0]), torch.randint(0, sizes[-1], (rows,))
held = ["layer 1/weight", "layer 2/weight", "layer 1/gain and offset"]


def train(project, steps=8, rate=0.02):
    own = {name: tensor.clone().requires_grad_() for name, tensor in start.items()}
    optimizer = torch.optim.Adam(own.values(), lr=rate)
    losses = []
    for _ in range(steps):
        h = features
        for name in names[:2]:
            gain, offset = own[f"{name}/gain and offset"]
            h = torch.relu(gain * layer_norm(h @ own[f"{name}/weight"], 1e-6) + offset)
        loss = torch.nn.functional.cross_entropy(h @ own["layer 3/weight"] + own["layer 3/bias"], labels)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if project:
            with torch.no_grad():
                for name in held:
                    own[name].mul_(start[name].norm() / own[name].norm())
    return {"losses": losses, "after": {name: rounded(tensor.detach()) for name, tensor in own.items()}}


def rounded(tensor):
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]


numbers = {
    "facts": facts,
    "sizes": sizes,
    "rows": rows,
    "rate": 0.02,
    "features": rounded(features),
    "labels": labels.tolist(),
    "start": {name: rounded(tensor) for name, tensor in start.items()},
    "projected": train(True),
    "free": train(False),
}
print(json.dumps(numbers, indent=1))
