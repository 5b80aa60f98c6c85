"""Makes official.json: the released layer, run as it is, over twelve steps of training and once at inference.

    python official.py <folder of github.com/sIncerass/powernorm> > official.json        (numpy, torch)
"""

import importlib.util
import json
import pathlib
import sys

import numpy
import torch

path = pathlib.Path(sys.argv[1]) / "fairseq/modules/norms/mask_powernorm.py"
spec = importlib.util.spec_from_file_location("official", path)
official = importlib.util.module_from_spec(spec)
spec.loader.exec_module(official)
# The name that torch had for it when the layer was written.
if not hasattr(torch.autograd.function.FunctionCtx, "saved_variables"):
    torch.autograd.function.FunctionCtx.saved_variables = property(lambda self: self.saved_tensors)

rows, width, groups, warmup, steps = 6, 4, 2, 3, 12
draw = numpy.random.default_rng(1)
listed = lambda tensor: [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]
tensor = lambda *shape: torch.tensor(draw.normal(size=shape))

norm = official.MaskPowerNorm(width, warmup_iters=warmup, group_num=groups).double()
with torch.no_grad():
    norm.weight.copy_(1 + 0.3 * tensor(width))
    norm.bias.copy_(0.3 * tensor(width))
parameters = {"gain": listed(norm.weight), "bias": listed(norm.bias)}
found = []
for _ in range(steps):
    x = tensor(rows, 1, width).requires_grad_()
    dy = tensor(rows, 1, width)
    norm.zero_grad()
    y = norm(x)
    y.backward(dy)
    found.append(
        {
            "x": listed(x), "dy": listed(dy), "y": listed(y), "dx": listed(x.grad),
            "dgain": listed(norm.weight.grad), "dbias": listed(norm.bias.grad),
            "states": {"psi2": listed(norm.running_phi), "nu": listed((1 - norm.abkw) * norm.ema_gz)},
        }
    )
norm.eval()
x = tensor(rows, 1, width)
print(json.dumps({
    "madeWith": f"torch {torch.__version__}, double precision",
    "rows": rows, "width": width, "groups": groups, "warmup": warmup, "parameters": parameters, "steps": found,
    "inference": {"x": listed(x), "y": listed(norm(x))},
}))
