"""Golden numbers of 2-D Matryoshka in PyTorch, float64, straight from the formulas of the card. Run: python3 make.py > numbers.json"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(7)
B, D, N, d, n, T, tau = 5, 16, 3, 8, 2, 0.7, 0.1
q = [torch.randn(B, D, dtype=torch.float64, requires_grad=True) for _ in range(N)]
p = [torch.randn(B, D, dtype=torch.float64, requires_grad=True) for _ in range(N)]


def nce(a, b):
    return F.cross_entropy(F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / tau, torch.arange(B))


def kl(teacher, student):
    return F.kl_div(F.log_softmax(student / T, 1), F.softmax(teacher / T, 1), reduction="batchmean")


def total(a, b):
    corners = nce(q[-1], p[-1]) + a * nce(q[n - 1], p[n - 1])
    corners = corners + nce(q[-1][:, :d], p[-1][:, :d]) + a * nce(q[n - 1][:, :d], p[n - 1][:, :d])
    return corners + b * kl(torch.cat([q[-1], p[-1]]), torch.cat([q[n - 1], p[n - 1]]))


def case(a, b):
    loss = total(a, b)
    grads = torch.autograd.grad(loss, q + p, allow_unused=True)
    return {
        "loss": loss.item(),
        "gradients": [[0.0] * (B * D) if g is None else g.flatten().tolist() for g in grads],
    }


rows = lambda side: [x.flatten().tolist() for x in side]
print(json.dumps({
    "batch": B, "width": D, "depth": N, "size": d, "layer": n, "temperature": T, "tau": tau,
    "queries": rows(q), "passages": rows(p),
    "v1": case(1, T**2), "v2": case(1 / n, T * math.log(2 + n)),
}))
