"""Makes formula.json: a gain in its three forms, a gain behind a normalized product, and gradient flow of W diag(g), by torch's autograd: python formula.py > formula.json (numpy, torch)."""

import json

import numpy
import torch

draw = numpy.random.default_rng(7)
rounded = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
tensor = lambda *shape: torch.tensor(draw.normal(size=shape))
rows, width, heads = 4, 6, 2

x, dy = tensor(rows, width), tensor(rows, width)
direction, magnitude = 1 + 0.3 * tensor(width), torch.tensor([1.4], dtype=torch.float64)
rms = lambda x: x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()


def form(make, **parameters):
    """Outputs and gradients of make(parameters) times x."""
    parameters = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    input = x.clone().requires_grad_()
    y = make(**parameters) * input
    y.backward(dy)
    return {
        "y": rounded(y), "dx": rounded(input.grad), **{f"d{name}": rounded(value.grad) for name, value in parameters.items()},
    }


forms = {
    "plain": form(lambda gain: gain, gain=direction),
    "unit": form(lambda direction, magnitude: magnitude * direction / direction.pow(2).mean().sqrt(), direction=direction, magnitude=magnitude),
    "product": form(lambda direction, magnitude: magnitude * direction, direction=direction, magnitude=magnitude),
}

# u * n(W (v * n(x))): behind a projection to queries the norm is of each head, behind any other of the whole row.
v, u, weight = 1 + 0.3 * tensor(width), 1 + 0.3 * tensor(width), tensor(width, width)
product = (v * rms(x)) @ weight
behind = {
    "v": rounded(v), "u": rounded(u), "weight": rounded(weight),
    "query": rounded(u * rms(product.unflatten(-1, (heads, width // heads))).flatten(-2)), "output": rounded(u * rms(product)),
}

# Gradient flow of W and g under a loss whose gradient in A = W diag(g) is G: how A moves, by the chain rule both ways.
out = 5
w, g, slope = tensor(out, width), 1 + 0.3 * tensor(width), tensor(out, width)
effective = lambda w, g: w * g
_, back = torch.autograd.functional.vjp(effective, (w, g), slope)
_, moves = torch.autograd.functional.jvp(effective, (w, g), tuple(-part for part in back))

print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision", "rows": rows, "width": width, "heads": heads,
    "x": rounded(x), "dy": rounded(dy), "direction": rounded(direction), "magnitude": rounded(magnitude), "forms": forms, "behind": behind,
    "flow": {"rows": out, "w": rounded(w), "gain": rounded(g), "slope": rounded(slope), "velocity": rounded(moves)},
}))
