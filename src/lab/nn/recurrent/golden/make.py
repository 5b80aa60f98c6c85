"""A translator of two LSTM stacks with attention, step by step in torch; writes seq2seq.json.

Python 3 with torch: python3 make.py
"""

import json
from pathlib import Path

import torch

torch.manual_seed(7)
VOCABULARY, EMBEDDING, UNITS, LAYERS = 7, 4, 3, 4
SOURCE = [[3, 5, 4, 6], [6, 3, 0, 0]]  # padded with 0
GIVEN = [[1, 4, 3], [1, 5, 6]]
TARGET = [[4, 3, 2], [5, 6, 2]]
BOUND = 0.6  # of cells and of what layers add

weights = {}


def weight(name, *shape):
    weights[name] = (torch.rand(*shape, dtype=torch.float64) * 1.6 - 0.8).requires_grad_()


weight("embedding", VOCABULARY, EMBEDDING)
for side, layer in [("encoder", f"layer {n}") for n in range(1, LAYERS + 1)] + [("encoder", "layer 1 backwards")]:
    inputs = EMBEDDING if layer.startswith("layer 1") else 2 * UNITS if layer == "layer 2" else UNITS
    weight(f"{side}/{layer}/input", inputs, 4 * UNITS)
    weight(f"{side}/{layer}/state", UNITS, 4 * UNITS)
for n in range(1, LAYERS + 1):
    weight(f"decoder/layer {n}/input", EMBEDDING if n == 1 else UNITS, 4 * UNITS)
    weight(f"decoder/layer {n}/{'extra' if n == 1 else 'input 2'}", UNITS, 4 * UNITS)
    weight(f"decoder/layer {n}/state", UNITS, 4 * UNITS)
weight("attention/key", UNITS, UNITS)
weight("attention/query", UNITS, UNITS)
weight("attention/v", UNITS, 1)
weight("head", UNITS, VOCABULARY)


def keep(x):
    return x.clamp(-BOUND, BOUND)


def cell(prefix, terms, m, c):
    sums = m @ weights[prefix + "/state"] + sum(x @ weights[f"{prefix}/{name}"] for name, x in terms)
    i, f, o, fresh = sums.split(UNITS)
    c = keep(c * torch.sigmoid(f + 1) + torch.tanh(fresh) * torch.sigmoid(i))
    return c * torch.sigmoid(o), c


def zeros():
    return torch.zeros(UNITS, dtype=torch.float64), torch.zeros(UNITS, dtype=torch.float64)


def run(prefix, xs):
    m, c = zeros()
    out = []
    for x in xs:
        m, c = cell(prefix, [("input", x)], m, c)
        out.append(m)
    return out


def translate(source, given):
    """One sentence at a time, without padding."""
    xs = [keep(weights["embedding"][code]) for code in source if code != 0]
    both = zip(run("encoder/layer 1", xs), reversed(run("encoder/layer 1 backwards", xs[::-1])))
    stream = [torch.cat(pair) for pair in both]
    for n in range(2, LAYERS + 1):
        out = run(f"encoder/layer {n}", stream)
        stream = [keep(m + x) for m, x in zip(out, stream)] if n >= 3 else out
    memory = torch.stack(stream)
    states = [zeros() for _ in range(LAYERS)]
    logits, attention = [], []
    for code in given:
        y = states[0][0]  # of the step before
        scores = torch.tanh(y @ weights["attention/query"] + memory @ weights["attention/key"]) @ weights["attention/v"]
        p = torch.softmax(scores[:, 0], 0)
        a = p @ memory
        x = keep(weights["embedding"][code])
        for n in range(1, LAYERS + 1):
            terms = [("input", x), ("extra" if n == 1 else "input 2", a)]
            m, c = cell(f"decoder/layer {n}", terms, *states[n - 1])
            states[n - 1] = (m, c)
            x = keep(m + x) if n >= 3 else m
        logits.append(x @ weights["head"])
        attention.append(torch.nn.functional.pad(p, (0, len(source) - len(p))))
    return torch.stack(logits), torch.stack(attention)


results = [translate(source, given) for source, given in zip(SOURCE, GIVEN)]
logits = torch.stack([logits for logits, _ in results])
loss = torch.nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), torch.tensor(TARGET).reshape(-1))
loss.backward()


def flat(tensor):
    return [round(float(value), 8) for value in tensor.detach().reshape(-1)]


golden = {
    "model": {"vocabulary": VOCABULARY, "embedding": EMBEDDING, "units": UNITS, "layers": LAYERS},
    "bound": BOUND,
    **{"source": sum(SOURCE, []), "given": sum(GIVEN, []), "target": sum(TARGET, [])},
    "weights": {name: flat(value) for name, value in weights.items()},
    "logits": flat(logits),
    "attention": flat(torch.stack([attention for _, attention in results])),
    "loss": round(float(loss), 8),
    "slopes": {name: flat(value.grad) for name, value in weights.items()},
}
Path(__file__).with_name("seq2seq.json").write_text(json.dumps(golden) + "\n")
