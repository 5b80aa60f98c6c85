"""PyTorch on the CPU as it is usually written, eager or, with --compile, through torch.compile: the same two models and Adam."""
import json, os, resource, sys, time
import torch
import torch.nn.functional as F

torch.set_num_threads(2)
compiled = "--compile" in sys.argv[1:-1]
folder = sys.argv[-1]
work = json.load(open(os.path.join(folder, "work.json")))
raw = bytearray(open(os.path.join(folder, "work.bin"), "rb").read())


def at(spec):
    dtype = torch.int32 if spec.get("dtype") == "int32" else torch.float32
    return torch.frombuffer(raw, dtype=dtype, count=spec["length"], offset=spec["offset"] * 4).clone()


P = {s["name"]: at(s).reshape(s["shape"]).requires_grad_() for s in work["parameters"]}
B = {s["name"]: at(s) for s in work["batch"]}
shape = work["shape"]


def linear(name, x):
    y = x @ P[name + "/weight"]
    return y + P[name + "/bias"] if name + "/bias" in P else y


def norm(name, x):
    return F.layer_norm(x, x.shape[-1:], P[name + "/gain"], P[name + "/bias"])


def attention(q, k, v, mask):
    """Causal; PyTorch before 2.0 has no kernel of its own for it."""
    if mask is None:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return torch.softmax(q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + mask, -1) @ v


def gpt():
    n, t, d, h = shape["batch"], shape["length"], shape["width"], shape["heads"]
    x = F.embedding(B["tokens"].long().reshape(n, t), P["embedding"]) + P["positions"]
    mask = None if hasattr(F, "scaled_dot_product_attention") else torch.full((t, t), float("-inf")).triu(1)
    for i in range(shape["layers"]):
        at = f"block{i}/"
        y = norm(at + "norm1", x)
        q, k, v = (linear(f"{at}attention/{p}", y).reshape(n, t, h, d // h).transpose(1, 2) for p in ("query", "key", "value"))
        seen = attention(q, k, v, mask)
        x = x + linear(at + "attention/output", seen.transpose(1, 2).reshape(n, t, d))
        x = x + linear(at + "down", F.gelu(linear(at + "up", norm(at + "norm2", x))))
    return F.cross_entropy(linear("head", norm("norm", x)).reshape(n * t, -1), B["targets"].long())


def cnn():
    x = B["image"].reshape(shape["batch"], 1, 28, 28)
    for i in range(2):
        x = F.max_pool2d(torch.relu(F.conv2d(x, P[f"conv{i}/kernels"], padding=1) + P[f"conv{i}/bias"]), 2)
    return F.cross_entropy(linear("digits", torch.relu(linear("hidden", x.flatten(1)))), B["label"].long())


start = time.perf_counter()
optimizer = torch.optim.Adam(P.values(), lr=work["rate"], foreach=True)
loss_of = {"gpt": gpt, "cnn": cnn}[work["model"]]
if compiled:
    loss_of = torch.compile(loss_of)


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of()
    loss.backward()
    optimizer.step()
    return loss.item()


def products():
    """Who computes the matrix products: Debian's PyTorch takes the BLAS that the machine has, which is seen once it is loaded."""
    if torch.backends.mkl.is_available():
        return "MKL, oneDNN" if torch.backends.mkldnn.is_available() else "MKL"
    return "OpenBLAS" if "openblas" in open("/proc/self/maps").read() else "reference BLAS"


facts = {"version": f"{torch.__version__} ({products()})", "threads": torch.get_num_threads(), "creation": (time.perf_counter() - start) * 1e3}
print(json.dumps({"facts": facts}), flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        before = time.perf_counter()
        loss = step()
        times.append((time.perf_counter() - before) * 1e3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"times": times, "loss": loss, "peak": peak}), flush=True)
