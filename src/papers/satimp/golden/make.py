"""Makes numbers.json with numpy, in double precision: losses of a small batch, the weights that every method gives its tokens,
and gradients of its losses with respect to the logits, written out by hand (no automatic differentiation, no shared code).

Run: python3 make.py > numbers.json
"""
import json

import numpy as np

rng = np.random.default_rng(11)
rows, time, words = 3, 7, 5
logits = np.round(2 * rng.normal(size=(rows, time, words)), 3)
targets = rng.integers(0, words, size=(rows, time))
mask = np.zeros((rows, time))
for row, (start, end) in enumerate([(1, 7), (0, 4), (3, 7)]):
    mask[row, start:end] = 1

softmax = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
onehot = np.eye(words)[targets]
p = (softmax * onehot).sum(-1)
ce = -np.log(p)
answers = [np.flatnonzero(mask[row]) for row in range(rows)]
total = mask.sum()


def slope(per_token):
    """Of sum(per_token * CE), per_token held fixed."""
    return (per_token[..., None] * (softmax - onehot)).tolist()


def group(weights, size):
    out = np.zeros_like(weights)
    for row, at in enumerate(answers):
        order = at[np.argsort(-weights[row, at], kind="stable")]
        for start in range(0, len(order), size):
            block = order[start : start + size]
            out[row, block] = weights[row, block].mean()
    return out


def hard(share, side):
    out = np.zeros_like(ce)
    for row, at in enumerate(answers):
        threshold = np.quantile(ce[row, at], 1 - share)
        out[row, at] = ce[row, at] > threshold if side == "top" else ce[row, at] < threshold
    return out


satimp = p**5 * (1 - p) ** 0.1 * mask
likelihood = np.array([np.prod(p[row, at]) for row, at in enumerate(answers)])
instance = likelihood**0.5 * (1 - likelihood) ** 0.1
reference = np.array([2.0, 5.0, 1.0])
sums = (ce * mask).sum(-1)
lengths = mask.sum(-1)


def preference(advantage, beta):
    loss = (2 / beta) * np.log1p(np.exp(-beta * advantage)).mean()
    return loss, -2 / (1 + np.exp(beta * advantage)) / rows


npo, npo_slope = preference(sums - reference, 0.1)
simnpo, simnpo_slope = preference(sums / lengths - 0.2, 5.5)
print(
    json.dumps(
        {
            "logits": logits.ravel().tolist(),
            "targets": targets.ravel().tolist(),
            "mask": mask.ravel().tolist(),
            "losses": ce.ravel().tolist(),
            "satimp": {
                "weights": satimp.ravel().tolist(),
                "loss": -(satimp * ce).sum() / total,
                "slope": np.ravel(slope(-satimp / total)).tolist(),
            },
            "instance": (instance[:, None] * np.ones((rows, time))).ravel().tolist(),
            "batch": instance.mean(),
            "group": group(satimp, 2).ravel().tolist(),
            "top": hard(0.3, "top").ravel().tolist(),
            "bottom": hard(0.3, "bottom").ravel().tolist(),
            "npo": {
                "loss": npo,
                "slope": np.ravel(slope(npo_slope[:, None] * mask)).tolist(),
            },
            "simnpo": {
                "loss": simnpo,
                "slope": np.ravel(slope((simnpo_slope / lengths)[:, None] * mask)).tolist(),
            },
        }
    )
)
