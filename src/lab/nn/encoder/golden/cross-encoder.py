"""Golden numbers of the cross-encoder in PyTorch, float64: logits, and the gradients of their weighted sum. Run: python3 cross-encoder.py > cross-encoder.json"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(5)
B, T, V, R, D, H, E, N = 3, 6, 11, 4, 8, 2, 2, 2
tokens = torch.tensor([[1, 4, 7, 2, 9, 3], [1, 5, 2, 10, 0, 0], [1, 8, 8, 2, 6, 0]])
roles = torch.tensor([[0, 1, 1, 0, 2, 3], [0, 1, 0, 2, 0, 0], [0, 1, 1, 0, 3, 0]])
probes = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
weights = {}


def parameter(name, *shape, scale=0.4, around=0.0):
    weights[name] = (around + scale * torch.randn(*shape, dtype=torch.float64)).requires_grad_()


parameter("embedding", V, D)
parameter("positions", T, D)
parameter("role vectors", R, D)
norms = ["embedding norm"]
for block in range(1, N + 1):
    for name in ("query", "key", "value", "output"):
        parameter(f"block {block}/attention/{name}/weight", D, D)
        parameter(f"block {block}/attention/{name}/bias", D)
    parameter(f"block {block}/feed-forward/in/weight", D, E * D)
    parameter(f"block {block}/feed-forward/in/bias", E * D)
    parameter(f"block {block}/feed-forward/out/weight", E * D, D)
    parameter(f"block {block}/feed-forward/out/bias", D)
    norms += [f"block {block}/attention/norm", f"block {block}/feed-forward/norm"]
for name in norms:
    parameter(f"{name}/gain", D, scale=0.1, around=1.0)
    parameter(f"{name}/bias", D, scale=0.1)
parameter("logit/weight", D, 1)
parameter("logit/bias", 1)

w = weights
linear = lambda name, x: x @ w[f"{name}/weight"] + w[f"{name}/bias"]
norm = lambda name, x: F.layer_norm(x, (D,), w[f"{name}/gain"], w[f"{name}/bias"], 1e-5)
heads = lambda x: x.view(B, T, H, D // H).transpose(1, 2)
h = norm("embedding norm", w["embedding"][tokens] + w["role vectors"][roles] + w["positions"])
visible = (tokens != 0)[:, None, None, :]
for block in range(1, N + 1):
    at = f"block {block}/attention"
    q, k, v = (heads(linear(f"{at}/{name}", h)) for name in ("query", "key", "value"))
    scores = (q @ k.transpose(-1, -2) / math.sqrt(D // H)).masked_fill(~visible, -math.inf)
    mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, D)
    h = norm(f"{at}/norm", h + linear(f"{at}/output", mixed))
    at = f"block {block}/feed-forward"
    h = norm(f"{at}/norm", h + linear(f"{at}/out", F.gelu(linear(f"{at}/in", h))))
real = (tokens != 0).double()[:, :, None]
pooled = {"first": h[:, 0], "mean": (h * real).sum(1) / real.sum(1)}
logits = {name: linear("logit", x).squeeze(1) for name, x in pooled.items()}
named = ["embedding", "role vectors", "block 1/attention/query/weight", "logit/weight"]
gradients = torch.autograd.grad((logits["first"] * probes).sum(), [w[name] for name in named])

flat = lambda x: [round(v, 9) for v in x.detach().flatten().tolist()]
print(json.dumps({
    "batch": B, "time": T, "vocabulary": V, "roleCount": R, "width": D, "heads": H, "expand": E, "depth": N,
    "tokens": tokens.flatten().tolist(), "roles": roles.flatten().tolist(), "probes": probes.tolist(),
    "weights": {name: flat(x) for name, x in weights.items()},
    "logits": {name: flat(x) for name, x in logits.items()},
    "gradients": {name: flat(g) for name, g in zip(named, gradients)},
}))
