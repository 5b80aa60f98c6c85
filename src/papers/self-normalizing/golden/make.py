"""Makes numbers.json with nothing but Python's own arithmetic, in double precision.

Moments: selu's first two moments under a normal distribution by Simpson's rule, not by the closed form.
Net: two hidden layers of SELU units with alpha dropout from given masks, the cross entropy, its gradients by central differences, and
the loss after each of five steps of gradient descent.
Run: python3 make.py > numbers.json
"""
import json
import random
from math import erfc, exp, expm1, log, pi, sqrt

e, k = exp(0.5), erfc(1 / sqrt(2))
alpha = -sqrt(2 / pi) / (e * k - 1)
lam = (1 - e * k) * sqrt(2 * pi / (2 + pi - 2 * e * (2 + pi) * k + exp(1) * pi * k**2 + 2 * exp(2) * erfc(sqrt(2))))


def selu(x):
    return lam * (x if x > 0 else alpha * expm1(x))


def moments(mean, variance, omega, tau, steps=20000):
    m, s = mean * omega, sqrt(variance * tau)
    pieces = [(m - 12 * s, 0.0), (0.0, m + 12 * s)]  # selu has a kink at zero
    first = second = 0.0
    for low, high in pieces:
        h = (high - low) / steps
        for i in range(steps + 1):
            z = low + i * h
            w = h / 3 * (1 if i in (0, steps) else 4 if i % 2 else 2)
            w *= exp(-((z - m) ** 2) / (2 * s * s)) / (s * sqrt(2 * pi))
            first += w * selu(z)
            second += w * selu(z) ** 2
    return [first, second - first**2]


points = [
    (0, 1, 0, 1),
    (0.1, 1.2, 0.1, 1.05),
    (-0.1, 0.9, 0.1, 1.1),
    (0.1, 1.5, -0.1, 0.95),
    (1, 16, 0.1, 1.25),
    (-1, 3, 0.1, 0.8),
    (0.1, 0.02, 0.1, 0.8),
    (-0.1, 0.24, -0.1, 0.9),
    (2, 0.5, 1, 1),
    (-3, 0.1, 1, 1),
]

rng = random.Random(11)
sizes, rows, rate, learning_rate = [3, 5, 4, 2], 4, 0.25, 0.3
normal = lambda *shape: [rng.gauss(0, 1) if len(shape) == 1 else normal(*shape[1:]) for _ in range(shape[0])]
x = normal(rows, sizes[0])
labels = [0, 1, 1, 0]
weights = [[[v / sqrt(i) for v in row] for row in normal(i, o)] for i, o in zip(sizes, sizes[1:])]
biases = [[0.1 * v for v in normal(o)] for o in sizes[1:]]
noise = [[[rng.random() for _ in range(o)] for _ in range(rows)] for o in sizes[1:-1]]
dropped = -lam * alpha
q = 1 - rate
a = (q + dropped**2 * q * (1 - q)) ** -0.5
b = -a * (1 - q) * dropped


def logits(weights, biases, training):
    h = x
    for layer, (w, c) in enumerate(zip(weights, biases)):
        z = [[sum(r[i] * w[i][j] for i in range(len(r))) + c[j] for j in range(len(c))] for r in h]
        if layer == len(weights) - 1:
            return z
        h = [[selu(v) for v in r] for r in z]
        if training:
            h = [
                [a * (v if u >= rate else dropped) + b for v, u in zip(r, us)] for r, us in zip(h, noise[layer])
            ]


def loss(weights, biases):
    return sum(
        log(sum(exp(v) for v in row)) - row[label] for row, label in zip(logits(weights, biases, True), labels)
    ) / len(labels)


def gradients(weights, biases, step=1e-5):
    result = []
    for rows_ in [row for w in weights for row in w] + biases:
        slopes = []
        for at, kept in enumerate(rows_):
            rows_[at] = kept + step
            up = loss(weights, biases)
            rows_[at] = kept - step
            down = loss(weights, biases)
            rows_[at] = kept
            slopes.append((up - down) / (2 * step))
        result.append(slopes)
    return result


start = json.loads(json.dumps({"weights": weights, "biases": biases}))
plain = logits(weights, biases, False)
losses = []
for _ in range(5):
    losses.append(loss(weights, biases))
    slopes = gradients(weights, biases)
    for values, slope in zip([row for w in weights for row in w] + biases, slopes):
        for at, s in enumerate(slope):
            values[at] -= learning_rate * s

print(
    json.dumps(
        {
            "alpha": alpha,
            "lambda": lam,
            "moments": [{"at": p, "after": moments(*p)} for p in points],
            "net": {
                "sizes": sizes,
                "rate": rate,
                "learningRate": learning_rate,
                "x": x,
                "labels": labels,
                **start,
                "noise": noise,
                "logits": plain,
                "losses": losses,
            },
        }
    )
)
