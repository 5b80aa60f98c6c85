"""Makes numbers.json with torch, in double precision: two linear layers with a GELU between them, and a low-rank adapter, whose gradients
are masked after the backward pass as the released trainer does it: hooks sum |output|, quantile(0.7), rows of weight.grad.

Run: python3 make.py > numbers.json
"""
import json
import math

import torch

torch.set_default_dtype(torch.float64)
T = 0.7


def values(name, *shape):
    phase = sum(ord(letter) * (at + 1) for at, letter in enumerate(name)) % 97
    n = math.prod(shape)
    return torch.tensor([0.6 * math.sin(1.7 * at + phase) for at in range(n)]).reshape(shape)


def mask(magnitude):
    return (magnitude >= torch.quantile(magnitude, T)).double()


def absolute(h):
    return h.detach().abs().reshape(-1, h.shape[-1]).sum(0)


x = values("x", 2, 3, 5)
target = values("target", 2, 3, 7)
first, second = torch.nn.Linear(5, 8), torch.nn.Linear(8, 7)
layers = {"first": first, "second": second}
seen = {}
for name, layer in layers.items():
    with torch.no_grad():
        layer.weight.copy_(values(f"{name}/weight", layer.in_features, layer.out_features).T)
        layer.bias.copy_(values(f"{name}/bias", layer.out_features))
    layer.register_forward_hook(lambda _, __, h, name=name: seen.__setitem__(name, absolute(h)))
loss = ((second(torch.nn.functional.gelu(first(x))) - target) ** 2).sum()
loss.backward()
plain = {name: layer.weight.grad.clone() for name, layer in layers.items()}
for name, layer in layers.items():
    layer.weight.grad *= mask(seen[name])[:, None]

base, bias = values("a", 5, 7), values("a/bias", 7)
down, up = values("a", 5, 6).requires_grad_(), values("a", 6, 7).requires_grad_()
inner = x @ down
h = x @ base + 2 * (inner @ up) + bias
((h - target) ** 2).sum().backward()
adapter_masks = {"down": mask(absolute(inner)), "up": mask(absolute(h))}
# Or the test could not tell the whole output from the adapter's own, nor that from its GELU.
assert not torch.equal(adapter_masks["up"], mask(absolute(inner @ up)))
assert not torch.equal(adapter_masks["down"], mask(absolute(torch.nn.functional.gelu(inner))))

flat = lambda t: [round(v, 10) for v in t.detach().reshape(-1).tolist()]
print(
    json.dumps(
        {
            "loss": float(loss),
            "magnitudes": {name: flat(seen[name]) for name in layers},
            "plain": {name: flat(plain[name].T) for name in layers},
            "masked": {name: flat(layer.weight.grad.T) for name, layer in layers.items()},
            "bias": {name: flat(layer.bias.grad) for name, layer in layers.items()},
            "adapter": {
                "down": flat(down.grad * adapter_masks["down"]),
                "up": flat(up.grad * adapter_masks["up"]),
            },
            "kept": {
                str(n): int(mask(torch.rand(n, generator=torch.Generator().manual_seed(n))).sum())
                for n in [2, 3, 4, 8, 11, 21, 31, 64, 71, 96, 101, 128, 256, 344, 512]
            },
        }
    )
)
