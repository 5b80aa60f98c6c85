"""Makes numbers.json in plain Python, in double precision: a net of two quantized layers with a norm by mean absolute value between them.

    h = x w1       y = gain (h - mean) / mean |h - mean| + bias       z = relu(y) w2       loss = sum of z times fixed numbers

Both products have four bits and ShiftQuant in three groups; slopes are written out by hand, not derived from the method's code.
Run: python3 make.py > numbers.json
"""
import json
import math
import random

draw = random.Random(7)
bits, groups, rows, widths, eps = 4, 3, 6, (5, 8, 4), 1e-5
q = 2 ** (bits - 1) - 1


def normal(n, m, columns=None):
    return [[draw.gauss(0, 1) * (columns[j] if columns else 1) for j in range(m)] for _ in range(n)]


def uniform(n, m):
    return [[draw.random() for _ in range(m)] for _ in range(n)]


def times(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]


def turned(a):
    return [list(row) for row in zip(*a)]


def nearest(a):
    """Codes times scale; Python rounds half to even, too."""
    scale = max(abs(v) for row in a for v in row) / q
    return [[round(v / scale) * scale for v in row] for row in a]


def shift_quant(dy, noise):
    ranges = [max(abs(row[c]) for row in dy) for c in range(len(dy[0]))]
    largest = max(ranges)
    out = [[0.0] * len(ranges) for _ in dy]
    for c, r in enumerate(ranges):
        e = min(math.floor(math.log2(largest / r)), groups - 1)
        scale = largest / q * 2.0**-e
        for n, row in enumerate(dy):
            t = row[c] / scale
            code = math.floor(t) + (1 if noise[n][c] < t - math.floor(t) else 0)
            out[n][c] = max(-q, min(q, code)) * scale
    return out


x, w1, w2 = normal(rows, widths[0]), normal(widths[0], widths[1]), normal(widths[1], widths[2])
gain = [1 + 0.3 * draw.gauss(0, 1) for _ in range(widths[1])]
bias = [0.3 * draw.gauss(0, 1) for _ in range(widths[1])]
weights = normal(rows, widths[2], columns=[1, 0.3, 0.1, 2])
noise1, noise2 = uniform(rows, widths[1]), uniform(rows, widths[2])

qx, q1, q2 = nearest(x), nearest(w1), nearest(w2)
h = times(qx, q1)
means = [sum(column) / rows for column in turned(h)]
centered = [[v - means[c] for c, v in enumerate(row)] for row in h]
spreads = [sum(abs(v) for v in column) / rows for column in turned(centered)]
# At zero the sign of what is left depends on rounding: the numbers are chosen so that nothing is.
assert min(abs(v) for row in centered for v in row) > 1e-3
unit = [[v / (spreads[c] + eps) for c, v in enumerate(row)] for row in centered]
hidden = [[max(0.0, gain[c] * v + bias[c]) for c, v in enumerate(row)] for row in unit]
qh = nearest(hidden)
z = times(qh, q2)
loss = sum(z[n][c] * weights[n][c] for n in range(rows) for c in range(widths[2]))

dz = shift_quant(weights, noise2)
dw2 = times(turned(qh), dz)
dhidden = times(dz, turned(q2))
dy = [[g if hidden[n][c] > 0 else 0.0 for c, g in enumerate(row)] for n, row in enumerate(dhidden)]
dgain = [sum(dy[n][c] * unit[n][c] for n in range(rows)) for c in range(widths[1])]
dbias = [sum(dy[n][c] for n in range(rows)) for c in range(widths[1])]
dh = [[0.0] * widths[1] for _ in range(rows)]
for c in range(widths[1]):
    g = [dy[n][c] * gain[c] for n in range(rows)]
    k = [math.copysign(1, centered[n][c]) for n in range(rows)]
    both = sum(g[n] * unit[n][c] for n in range(rows)) / rows
    for n in range(rows):
        dh[n][c] = (g[n] - sum(g) / rows - (k[n] - sum(k) / rows) * both) / (spreads[c] + eps)
dh_codes = shift_quant(dh, noise1)
result = {
    "bits": bits, "groups": groups,
    "x": x, "w1": w1, "w2": w2, "gain": gain, "bias": bias, "weights": weights, "noise1": noise1, "noise2": noise2,
    "z": z, "loss": loss, "dw1": times(turned(qx), dh_codes), "dw2": dw2, "dgain": dgain, "dbias": dbias,
    "dx": times(dh_codes, turned(q1)),
}


def short(v):
    return [short(each) for each in v] if isinstance(v, list) else v if isinstance(v, int) else float(f"{v:.9g}")


print(json.dumps({name: short(v) for name, v in result.items()}))
