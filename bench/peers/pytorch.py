"""The workloads in PyTorch: python pytorch.py WORKLOAD [fused]."""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from timing import serve

PATTERNS = [[0, 1, 0, 1, 0, 0, 1, 1, 1]] * 5


def autoencoder(d, h):
    return nn.Linear(d, h), nn.Linear(h, d)


def batches(X, size, epochs=1):
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(size):
            yield X[rows]


def tiny(_):
    X = torch.tensor(PATTERNS, dtype=torch.float32)
    encoder, decoder = autoencoder(9, 4)
    optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters()], lr=0.1)

    def repeat():
        for _ in range(2000):
            optimizer.zero_grad()
            y = torch.sigmoid(decoder(torch.sigmoid(encoder(X))))
            loss = F.binary_cross_entropy(y, X, reduction="sum") / len(X)
            loss.backward()
            optimizer.step()
            loss.item()

    return repeat, 2000


def lfw(fused):
    X = torch.randn(5000, 1036)
    V = torch.randn(1036, 400).div(1036**0.5).requires_grad_()
    W, b, a = (torch.zeros(s).requires_grad_() for s in [(400, 1036), 400, 1036])
    optimizer = torch.optim.Adam([V, W, b, a], lr=1e-4, fused=fused)

    def repeat():
        for x in batches(X, 100, epochs=8):
            optimizer.zero_grad()
            z = torch.relu(x @ V + b)
            y = z @ W + a
            loss = (x - y).square().sum(1).mean() + z.abs().sum(1).mean()
            loss = loss + 0.01 * (1 / (z.mean(0) + 1e-6)).sum() + W.square().sum()
            loss.backward()
            optimizer.step()

    return repeat, 400


def layers(model, X, size, optimizer):
    def repeat():
        for x in batches(X, size):
            optimizer.zero_grad()
            F.binary_cross_entropy(model(x), x).backward()
            optimizer.step()

    return repeat, len(X) // size


def stacked(_):
    model = nn.Sequential(
        nn.Linear(784, 100), nn.SELU(), nn.Linear(100, 30), nn.SELU(),
        nn.Linear(30, 100), nn.SELU(), nn.Linear(100, 784), nn.Sigmoid(),
    )
    return layers(model, torch.rand(12800, 784), 32, torch.optim.SGD(model.parameters(), lr=0.1))


def denoising(_):
    X = torch.rand(12800, 784)
    encoder, decoder = autoencoder(784, 625)
    optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters()], lr=0.1)
    rho = 0.02

    def repeat():
        for x in batches(X, 128, epochs=3):
            optimizer.zero_grad()
            h = torch.sigmoid(encoder(x * (torch.rand_like(x) < 0.9)))
            y = torch.sigmoid(decoder(h))
            loss = F.binary_cross_entropy(y, x, reduction="sum") / len(x)
            mean = h.mean(0)
            kl = rho * torch.log(rho / mean) + (1 - rho) * torch.log((1 - rho) / (1 - mean))
            (loss + 0.4 * kl.sum()).backward()
            optimizer.step()

    return repeat, 300


def convolutional(_):
    def conv(i, o):
        return [nn.Conv2d(i, o, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)]

    model = nn.Sequential(
        *conv(1, 16), *conv(16, 32), *conv(32, 64),
        nn.ConvTranspose2d(64, 32, 3, stride=2), nn.SELU(),
        nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.SELU(),
        nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
    )
    return layers(model, torch.rand(3200, 1, 28, 28), 32, torch.optim.SGD(model.parameters(), lr=1))


if __name__ == "__main__":
    serve(*globals()[sys.argv[1]]("fused" in sys.argv))
