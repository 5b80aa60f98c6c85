"""Golden numbers of xMEN's two losses in PyTorch, float64, from the formulas of the card. Run: python3 make.py > numbers.json"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(7)
M, K, N, D = 4, 6, 9, 5
flat = lambda x: [round(v, 10) for v in x.detach().flatten().tolist()]

logits = torch.randn(M, K, dtype=torch.float64, requires_grad=True)
priors = torch.rand(M, K, dtype=torch.float64).sort(descending=True).values
labels = torch.tensor([[0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1], [1, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 0]], dtype=torch.float64)
rank = {}
for pull in (0.0, 0.3, 1.0):
    ce = -(labels * F.log_softmax(logits, 1)).sum(1)
    losses = ce + pull * torch.nn.PairwiseDistance(p=2, eps=1e-6)(logits, priors)
    (gradient,) = torch.autograd.grad(losses.mean(), [logits])
    rank[pull] = {"losses": flat(losses), "gradient": flat(gradient)}

vectors = torch.randn(N, D, dtype=torch.float64, requires_grad=True)
groups = [0, 0, 0, 1, 1, 2, 2, 3, 3]
alpha, beta, base, margin = 1.0, 60.0, 0.5, 0.2


def multi_similarity(mine):
    """The released miner and loss, written pair by pair: all triplets, Euclidean distance of unit vectors, pairs that are in a kept triplet."""
    unit = F.normalize(vectors, dim=1)
    s = unit @ unit.T
    with torch.no_grad():
        distance = torch.cdist(unit, unit)
    kept = {(i, p, m) for i in range(N) for p in range(N) for m in range(N)
            if p != i and groups[p] == groups[i] and groups[m] != groups[i]
            and (not mine or distance[i, m] - distance[i, p] <= margin)}
    total = 0.0
    for i in range(N):
        positives = sorted({p for a, p, _ in kept if a == i})
        negatives = sorted({m for a, _, m in kept if a == i})
        if positives:
            total = total + torch.log(1 + torch.exp(-alpha * (s[i, positives] - base)).sum()) / alpha
        if negatives:
            total = total + torch.log(1 + torch.exp(beta * (s[i, negatives] - base)).sum()) / beta
    loss = total / N
    return {"loss": loss.item(), "gradient": flat(torch.autograd.grad(loss, [vectors])[0]), "triplets": len(kept)}


print(json.dumps({
    "mentions": M, "candidates": K, "logits": flat(logits), "priors": flat(priors), "labels": flat(labels), "rank": rank,
    "rows": N, "width": D, "vectors": flat(vectors), "groups": groups,
    "multiSimilarity": {"mined": multi_similarity(True), "all": multi_similarity(False)},
}))
