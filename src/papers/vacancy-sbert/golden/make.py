"""Golden numbers of VacancySBERT in PyTorch, float64, straight from the formulas of the card. Run: python3 make.py > numbers.json"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(11)
B, D, M, K, tau, alpha = 5, 6, 3, 2, 0.2, 0.3
titles = torch.randn(B, D, dtype=torch.float64, requires_grad=True)
skills = torch.randn(B, D, dtype=torch.float64, requires_grad=True)
identities = [0, 1, 0, 2, 1]


def direction(a, b):
    terms = []
    for i in range(B):
        kept = [j for j in range(B) if j == i or identities[j] != identities[i]]
        logits = torch.stack([F.cosine_similarity(a[i], b[j], dim=0) / tau for j in kept])
        terms.append(-F.log_softmax(logits, 0)[kept.index(i)])
    return torch.stack(terms).mean()


loss = (direction(titles, skills) + direction(skills, titles)) / 2
gradients = torch.autograd.grad(loss, [titles, skills])

single = torch.randn(B, M, D, dtype=torch.float64)
present = torch.tensor([[1.0, 1, 1], [1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 0]], dtype=torch.float64)
means = torch.stack([F.normalize(single[i][present[i] > 0], dim=1).mean(0) for i in range(B)])
queries = F.normalize(alpha * F.normalize(titles, dim=1) + (1 - alpha) * F.normalize(skills, dim=1), dim=1)

named = torch.randn(B, M, D, dtype=torch.float64, requires_grad=True)
others = torch.randn(B, M * K, D, dtype=torch.float64, requires_grad=True)
score = lambda e: torch.einsum("bd,bmd->bm", titles, e) - math.log(K)
skip_gram = -(F.logsigmoid(score(named)).sum() + F.logsigmoid(-score(others)).sum()) / (B * M)
skip_gradients = torch.autograd.grad(skip_gram, [titles, named, others])

flat = lambda x: [round(v, 10) for v in x.detach().flatten().tolist()]
print(json.dumps({
    "batch": B, "width": D, "skillsOfAnAd": M, "negatives": K, "temperature": tau, "alpha": alpha,
    "identities": identities, "titles": flat(titles), "skills": flat(skills),
    "siamese": {"loss": loss.item(), "gradients": [flat(g) for g in gradients]},
    "single": flat(single), "present": flat(present), "means": flat(means), "queries": flat(queries),
    "named": flat(named), "others": flat(others),
    "skipGram": {"loss": skip_gram.item(), "gradients": [flat(g) for g in skip_gradients]},
}))
