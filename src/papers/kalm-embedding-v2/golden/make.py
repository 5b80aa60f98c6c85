"""Golden numbers of KaLM-Embedding-V2's loss in PyTorch, float64, straight from the formulas of its card. Run: python3 make.py > numbers.json"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(11)
B, M, D, TAU, GAMMA, LIST = 4, 3, 8, 0.2, 0.5, 0.1
SIZES = [[8, 1.0], [4, 0.3]]
q = torch.randn(B, D, dtype=torch.float64, requires_grad=True)
p = torch.randn(B, D, dtype=torch.float64, requires_grad=True)
n = torch.randn(B, M, D, dtype=torch.float64, requires_grad=True)
pairs = [[(0, 1, 0.3), (2, 0, 0.9)], [(1, 2, 0.5), (0, 2, 0.05)], [(2, 1, 0.7), (1, 0, 0.2)], [(0, 1, 0.6), (2, 1, 0.4)]]
same = [(0, 2), (2, 0)]  # queries 0 and 2 have the same positive


def cos(a, b):
    return torch.dot(a, b) / a.norm() / b.norm()


def mixed(i):
    u = [n[i, k] / n[i, k].norm() for k in range(M)]
    made = [share * u[k] + (1 - share) * u[l] for k, l, share in pairs[i]]
    a = torch.softmax(torch.stack([cos(q[i], u[k]) for k in range(M)]) / LIST, 0)
    made.append(sum(a[k] * u[k] for k in range(M)))
    return [h / h.norm() for h in made]


def loss(focal_flows, mixed_flows):
    total = 0
    for size, weight in SIZES:
        for i in range(B):
            own = mixed(i)
            if not mixed_flows:
                own = [h.detach() for h in own]
            others = [p[j] for j in range(B) if j != i and (i, j) not in same]
            others += [n[j, k] for j in range(B) for k in range(M)] + own
            logits = torch.stack([cos(q[i][:size], x[:size]) / TAU for x in [p[i]] + others])
            log_p = torch.log_softmax(logits, 0)[0]
            w = (1 - log_p.exp()) ** GAMMA
            total = total + weight * (w if focal_flows else w.detach()) * -log_p / B
    return total


def case(*flows):
    value = loss(*flows)
    gradients = torch.autograd.grad(value, [q, p, n])
    return {"loss": value.item(), "gradients": [g.flatten().tolist() for g in gradients]}


print(
    json.dumps(
        {
            **{"batch": B, "negatives": M, "width": D, "temperature": TAU, "listTemperature": LIST, "sizes": SIZES},
            **{"queries": q.flatten().tolist(), "passages": torch.cat([p, n.reshape(-1, D)]).flatten().tolist()},
            "first": [M * i + k for i in range(B) for k, _, _ in pairs[i]],
            "second": [M * i + l for i in range(B) for _, l, _ in pairs[i]],
            "share": [share for i in range(B) for _, _, share in pairs[i]],
            "identities": [0, 1, 0, 3] + [10 + at for at in range(B * M)],
            "constant": case(False, False),
            "differentiated": case(True, True),
        }
    )
)
