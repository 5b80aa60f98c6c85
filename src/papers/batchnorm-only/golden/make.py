"""Makes numbers.json with torch in double precision: a ResNet-8 of width 2, whose weights are sines.

Logits and loss in training mode, slopes of the loss at 20 gains and biases by central differences (torch's autograd is not asked),
and what three steps of torch's SGD make of gains, biases and running statistics when nothing else may move.
Run: python3 make.py > numbers.json
"""
import json
import math

import torch
from torch import nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
width, side, batch, classes, steps, rate = 2, 8, 4, 3, 3, 0.1


def wave(size, phase):
    return torch.tensor([math.sin((at + 1) ** 2 + phase) for at in range(size)])


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.shortcut = None
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        self.blocks = nn.Sequential(
            Block(width, width, 1), Block(width, 2 * width, 2), Block(2 * width, 4 * width, 2)
        )
        self.fc = nn.Linear(4 * width, classes)

    def forward(self, x):
        x = self.blocks(F.relu(self.bn(self.conv(x))))
        return self.fc(x.mean(dim=(2, 3)))


net = Net()
layers = [("stem", net.conv, net.bn)]
for stage, block in enumerate(net.blocks):
    at = f"stage {stage + 1}/block 1"
    layers += [(f"{at}/first", block.conv1, block.bn1), (f"{at}/second", block.conv2, block.bn2)]
    if block.shortcut is not None:
        layers.append((f"{at}/shortcut", block.shortcut[0], block.shortcut[1]))
with torch.no_grad():
    for index, (_, conv, bn) in enumerate(layers):
        inputs = conv.weight[0].numel()
        conv.weight.copy_((wave(conv.weight.numel(), index) * 2 / math.sqrt(inputs)).reshape(conv.weight.shape))
        bn.weight.copy_(0.5 + 0.4 * wave(bn.weight.numel(), index))
        bn.bias.copy_(0.3 * wave(bn.bias.numel(), index + 0.5))
    # Ours is [inputs, outputs].
    net.fc.weight.copy_(wave(4 * width * classes, 20).reshape(4 * width, classes).T)
    net.fc.bias.copy_(wave(classes, 21))

images = wave(batch * side * side, 30).abs().reshape(batch, 1, side, side)
labels = torch.tensor([at % classes for at in range(batch)])


def loss():
    return F.cross_entropy(net(images), labels)


def named(part):
    return {f"{name}/norm/{ours}": getattr(bn, theirs) for name, _, bn in layers for ours, theirs in part.items()}


affine = named({"gain": "weight", "bias": "bias"})
places = [(name, at) for name, values in affine.items() for at in range(values.numel())]
chosen = [places[at] for at in torch.randperm(len(places), generator=torch.Generator().manual_seed(1))[:20]]
slopes = []
with torch.no_grad():
    for name, at in chosen:
        values = affine[name]
        kept = values[at].item()
        values[at] = kept + 1e-6
        above = loss().item()
        values[at] = kept - 1e-6
        below = loss().item()
        values[at] = kept
        slopes.append({"name": name, "at": at, "slope": (above - below) / 2e-6})
    logits = net(images).flatten().tolist()
# What was run so far moved the running statistics.
for _, _, bn in layers:
    bn.reset_running_stats()

optimizer = torch.optim.SGD(list(affine.values()), lr=rate, momentum=0.9, weight_decay=1e-4)
losses = []
for _ in range(steps):
    optimizer.zero_grad()
    value = loss()
    value.backward()
    optimizer.step()
    losses.append(value.item())
after = named({"gain": "weight", "bias": "bias", "running mean": "running_mean", "running variance": "running_var"})
net.eval()
rounded = lambda values: [round(value, 9) for value in values]
print(
    json.dumps(
        {
            "logits": rounded(logits),
            "slopes": slopes,
            "losses": rounded(losses),
            "after": {name: rounded(values.flatten().tolist()) for name, values in after.items()},
            "tested": rounded(net(images).flatten().tolist()),
        }
    )
)
