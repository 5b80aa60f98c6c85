"""Makes numbers.json with numpy: covariances, triplet accuracies by a loop over all pairs, naive Bayes, and EM, written apart.

Run: python3 make.py > numbers.json
"""
import json
from itertools import combinations

import numpy as np

rng = np.random.default_rng(11)
rows, prior = 60, 0.4
tpr = np.array([0.9, 0.75, 0.8, 0.6, 0.3])
fpr = np.array([0.2, 0.3, 0.15, 0.45, 0.6])
truth = rng.random(rows) < prior
votes = (rng.random((rows, 5)) < np.where(truth[:, None], tpr, fpr)).astype(int)
mean = votes.mean(0)
covariance = np.cov(votes.T, bias=True)


def accuracy(i):
    found = []
    for j, k in combinations([v for v in range(5) if v != i], 2):
        if abs(covariance[j, k]) > 1e-6:
            square = covariance[i, j] * covariance[i, k] / covariance[j, k] / (prior * (1 - prior))
            if square > 0:
                found.append(np.sqrt(square))
    size = min(1.0, float(np.median(found))) if found else 0.0
    return -size if covariance[i].sum() - covariance[i, i] < 0 else size


a = np.array([accuracy(i) for i in range(5)])
clip = lambda x: np.clip(x, 0.01, 0.99)
estimate = clip(mean + (1 - prior) * a), clip(mean - prior * a)


def bayes(t, f):
    like = lambda r: np.prod(np.where(votes == 1, r, 1 - r), axis=1)
    return prior * like(t) / (prior * like(t) + (1 - prior) * like(f))


belief = (votes.sum(1) >= 2.5).astype(float)
for step in range(11):
    em = clip((votes * belief[:, None]).sum(0) / belief.sum()), clip((votes * (1 - belief[:, None])).sum(0) / (1 - belief).sum())
    belief = bayes(*em)

print(
    json.dumps(
        {
            "rows": rows,
            "verifiers": 5,
            "prior": prior,
            "values": votes.flatten().tolist(),
            "covariance": covariance.tolist(),
            "accuracies": a.tolist(),
            "tpr": estimate[0].tolist(),
            "posteriors": bayes(*estimate).tolist(),
            "em": {"tpr": em[0].tolist(), "fpr": em[1].tolist()},
        }
    )
)
