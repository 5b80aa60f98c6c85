"""Makes official.json: the released layer, run as it is, with and without filtration, with a batch that sticks out.

    python official.py <folder of github.com/hikvision-research/Unified-Normalization> > official.json        (numpy, torch)

It rescales gradients after max(1000, W) steps and we do after W: the steps are counted from 996 and W is 1003, where both are the same.
"""

import importlib.util
import json
import pathlib
import sys

import numpy
import torch

path = pathlib.Path(sys.argv[1]) / "image_classification/models/unified_normalization/unified_normalization.py"
spec = importlib.util.spec_from_file_location("official", path)
official = importlib.util.module_from_spec(spec)
spec.loader.exec_module(official)
if not hasattr(torch.autograd.function.FunctionCtx, "saved_variables"):
    torch.autograd.function.FunctionCtx.saved_variables = property(lambda self: self.saved_tensors)

rows, width, window, warmup, before, steps, spike = 6, 4, 4, 1003, 996, 14, 11
listed = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def follow(filtration):
    draw = numpy.random.default_rng(2)
    tensor = lambda *shape: torch.tensor(draw.normal(size=shape))
    scale = torch.tensor([0.2, 1.0, 3.0, 6.0], dtype=torch.float64)
    norm = official.UN1d(width, window_size=window, warmup_iters=warmup, outlier_filtration=filtration).double()
    norm.iters.fill_(before)
    with torch.no_grad():
        norm.weight.copy_(1 + 0.3 * tensor(width))
        norm.bias.copy_(0.3 * tensor(width))
    parameters = {"gain": listed(norm.weight), "bias": listed(norm.bias)}
    found = []
    for step in range(steps):
        x = ((30 if step == spike else 1) * scale * tensor(1, rows, width)).requires_grad_()
        dy = tensor(1, rows, width)
        norm.zero_grad()
        y = norm(x)
        y.backward(dy)
        states = {"v": norm.running_var, "ema": norm.ema_gz, "skipped": norm.skip_counter}
        found.append(
            {
                "x": listed(x), "dy": listed(dy), "y": listed(y), "dx": listed(x.grad),
                "dgain": listed(norm.weight.grad), "dbias": listed(norm.bias.grad),
                "states": {name: listed(state) for name, state in states.items()},
            }
        )
    norm.eval()
    x = scale * tensor(1, rows, width)
    return {"filtration": filtration, "parameters": parameters, "steps": found, "inference": {"x": listed(x), "y": listed(norm(x))}}


print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision",
    "rows": rows, "width": width, "window": window, "warmup": warmup, "before": before,
    "runs": [follow(False), follow(True)],
}))
