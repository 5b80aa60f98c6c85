"""Makes formula.json: the equations of SeeDNorm in torch, with one head and with two: python formula.py > formula.json (numpy, torch)."""

import json

import numpy
import torch

draw = numpy.random.default_rng(4)
listed = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
tensor = lambda *shape: torch.tensor(draw.normal(size=shape))
rows, width, eps = 5, 6, 1e-5


def layer(heads):
    x, dy = (2 * tensor(rows, width)).requires_grad_(), tensor(rows, width)
    parameters = {
        "gamma": (1 + 0.3 * tensor(width)).requires_grad_(),
        "alpha": (1 + 0.3 * tensor(width)).requires_grad_(),
        "beta": (0.2 * tensor(width)).requires_grad_(),
    }
    products = (x * parameters["beta"]).unflatten(-1, (heads, width // heads))
    gate = products.sum(-1, keepdim=True).tanh().expand_as(products).flatten(-2)
    y = (gate * parameters["alpha"] + parameters["gamma"]) * torch.nn.functional.rms_norm(x, (width,), eps=eps)
    y.backward(dy)
    gradients = {f"d{name}": listed(value.grad) for name, value in parameters.items()}
    listing = {name: listed(value) for name, value in parameters.items()}
    return {"heads": heads, "x": listed(x), "dy": listed(dy), "parameters": listing, "y": listed(y), "dx": listed(x.grad), **gradients}


print(json.dumps({"madeWith": f"torch {torch.__version__}, double precision", "rows": rows, "width": width, "layers": [layer(1), layer(2)]}))
