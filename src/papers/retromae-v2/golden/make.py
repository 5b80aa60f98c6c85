"""Golden numbers of DupMAE in PyTorch, float64, from the formulas of the card and the authors' code. Run: python3 make.py > numbers.json

Every parameter is a sine of its name and place, so that none has to be kept; of each gradient stand its norm and its product with cosines.
The gradients are checked here against central differences.
"""
import json
import math
import struct
import torch
import torch.nn.functional as F

V, C, D, N, H, X = 12, 7, 8, 2, 2, 2
tokens = [[1, 5, 6, 5, 9, 2, 0], [1, 7, 8, 10, 11, 4, 2]]
shown = [[1, 3, 6, 5, 9, 2, 0], [1, 7, 3, 10, 6, 4, 2]]
guessed = [(0, 1), (1, 2), (1, 4)]
visible = [[[int(j != i and (j == 0 or (i * 3 + j * 5 + b) % 3 != 0)) for j in range(C)] for i in range(C)] for b in range(2)]
for b, n in ((0, 6), (1, 7)):
    for i in range(C):
        for j in range(C):
            if i >= n or j >= n:
                visible[b][i][j] = 0
float32 = lambda value: struct.unpack("f", struct.pack("f", value))[0]
parameters = {}


def parameter(name, *shape):
    if name not in parameters:
        phase = sum(map(ord, name)) % 97
        middle = 1.0 if name.endswith("gain") else 0.0
        count = math.prod(shape)
        values = [float32(middle + 0.4 * math.sin(0.7 * k + phase)) for k in range(count)]
        parameters[name] = torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()
    return parameters[name]


def linear(name, x, width):
    return x @ parameter(f"{name}/weight", x.shape[-1], width) + parameter(f"{name}/bias", width)


def norm(name, x):
    return F.layer_norm(x, (D,), parameter(f"{name}/gain", D), parameter(f"{name}/bias", D), 1e-5)


def heads(x):
    return x.reshape(x.shape[0], C, H, D // H).transpose(1, 2)


def attend(name, queries, memory, allowed):
    q, k, v = heads(linear(f"{name}query", queries, D)), heads(linear(f"{name}key", memory, D)), heads(linear(f"{name}value", memory, D))
    scores = q @ k.transpose(2, 3) / math.sqrt(D // H) + (1 - allowed) * -1e9
    return linear(f"{name}output", (scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, C, D), D)


def feed(name, x):
    return linear(f"{name}/out", F.gelu(linear(f"{name}/in", x, X * D)), D)


def embed(x):
    return norm("embedding norm", x + parameter("positions", C, D))


def logits(x):
    return norm("head/norm", F.gelu(linear("head/map", x, D))) @ parameter("embedding", V, D).T + parameter("head/bias", V)


def losses():
    text, masked = torch.tensor(tokens), torch.tensor(shown)
    real = (masked != 0).double()
    table = parameter("embedding", V, D)
    h = embed(table[masked])
    for b in range(1, N + 1):
        h = norm(f"block {b}/attention/norm", h + attend(f"block {b}/attention/", h, h, real[:, None, None, :]))
        h = norm(f"block {b}/feed-forward/norm", h + feed(f"block {b}/feed-forward", h))
    rows, columns = zip(*guessed)
    z = logits(h)
    mlm = F.cross_entropy(z[list(rows), list(columns)], text[list(rows), list(columns)])
    e = h[:, :1]
    queries = embed(e.expand(-1, C, -1))
    memory = torch.cat([e, embed(table[text])[:, 1:]], 1)
    a = norm("decoder/attention norm", queries + attend("decoder/", queries, memory, torch.tensor(visible).double()[:, None]))
    a = norm("decoder/feed-forward norm", a + feed("decoder/feed-forward", a))
    labels = text.clone()
    for b, row in enumerate(tokens):
        labels[b, 0] = -100
        for at, code in enumerate(row):
            if code in (0, 2):
                labels[b, at] = -100
    rebuild = F.cross_entropy(logits(a).reshape(-1, V), labels.reshape(-1), ignore_index=-100)
    mu = (z[:, 1:] + (1 - real[:, 1:, None]) * -1000).max(1)[0]
    bag = torch.zeros(2, V, dtype=torch.float64)
    for b, row in enumerate(tokens):
        words = [code for code in row if code not in (0, 1, 2)]
        for code in words:
            bag[b, code] = 1 / len(words)
    bow = -(bag * mu.log_softmax(-1)).sum(1).mean()
    return mlm, rebuild, bow


total = lambda: (lambda mlm, rebuild, bow: mlm + rebuild + 0.1 * bow)(*losses())
mlm, rebuild, bow = losses()
names = list(parameters)
gradients = torch.autograd.grad(total(), [parameters[name] for name in names])
summary = {}
for name, gradient in zip(names, gradients):
    cosines = torch.cos(0.3 * torch.arange(gradient.numel(), dtype=torch.float64)).reshape(gradient.shape)
    product = (gradient * cosines).sum().item()
    with torch.no_grad():
        parameters[name] += 1e-6 * cosines
        above = total().item()
        parameters[name] -= 2e-6 * cosines
        below = total().item()
        parameters[name] += 1e-6 * cosines
    assert abs((above - below) / 2e-6 - product) < 1e-6 * max(1, abs(product)), (name, product, (above - below) / 2e-6)
    summary[name] = [gradient.norm().item(), product]
print(json.dumps({
    "vocabulary": V, "context": C, "width": D, "depth": N, "heads": H, "expand": X,
    "tokens": tokens, "shown": shown, "guessed": guessed, "visible": visible,
    "losses": {"mlm": mlm.item(), "rebuild": rebuild.item(), "bag": bow.item()},
    "gradients": summary,
}))
