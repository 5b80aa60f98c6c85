"""Makes numbers.json in plain Python, in double precision: a split feed-forward layer and a split cross entropy, forward and backward by hand.

Everything is computed whole, as one device would, and for the ranks only where their own part is looked at.
Run: python3 make.py > numbers.json
"""
import json
import math
import random

rng = random.Random(1909)


def matrix(rows, columns):
    return [[round(rng.gauss(0, 1), 3) for _ in range(columns)] for _ in range(rows)]


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def transposed(a):
    return [list(column) for column in zip(*a)]


def gelu(x):
    return 0.5 * x * (1 + math.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))


def slope(x):
    t = math.tanh(0.7978845608028654 * (x + 0.044715 * x**3))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * 0.7978845608028654 * (1 + 3 * 0.044715 * x**2)


def feed_forward(x, a, b, cotangent):
    """gelu(x a) b, and the gradients of sum(cotangent * gelu(x a) b)."""
    inner = product(x, a)
    active = [[gelu(v) for v in row] for row in inner]
    back = product(cotangent, transposed(b))
    d_inner = [[g * slope(v) for g, v in zip(gs, vs)] for gs, vs in zip(back, inner)]
    return {
        "y": product(active, b),
        "dx": product(d_inner, transposed(a)),
        "da": product(transposed(x), d_inner),
        "db": product(transposed(active), cotangent),
    }


def cross_entropy(logits, targets):
    losses, gradients = [], []
    for row, target in zip(logits, targets):
        top = max(row)
        powers = [math.exp(v - top) for v in row]
        losses.append(math.log(sum(powers)) - row[target] + top)
        gradients.append([p / sum(powers) - (at == target) for at, p in enumerate(powers)])
    return {"losses": losses, "gradients": gradients}


x, a, b, cotangent = matrix(3, 4), matrix(4, 16), matrix(16, 4), matrix(3, 4)
logits, targets = matrix(4, 6), [0, 2, 3, 5]
print(
    json.dumps(
        {
            "feedForward": {"x": x, "a": a, "b": b, "cotangent": cotangent, **feed_forward(x, a, b, cotangent)},
            "crossEntropy": {"logits": logits, "targets": targets, **cross_entropy(logits, targets)},
        }
    )
)
