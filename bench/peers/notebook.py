"""Runs a notebook under nbclient: python notebook.py sparse | python notebook.py CELLS."""

import json
import resource
import sys
import time

started = time.perf_counter()

import nbformat
from nbclient import NotebookClient

# The tutorial's sparse autoencoder as t10q1b trains and shows it.
SPARSE = [
    "import torch\nimport matplotlib.pyplot as plt\n%matplotlib inline\ntorch.manual_seed(20)",
    """X = torch.tensor([[1,0,0,0,1,0,0,0,1],[0,0,1,0,1,0,1,0,0],[0,1,0,1,0,1,0,1,0],
[1,0,1,0,0,0,1,0,1],[1,1,1,1,0,1,1,1,1]], dtype=torch.float32)
plt.imshow(X.view(5, 3, 3).permute(1, 0, 2).reshape(3, 15), cmap='gray');""",
    """def model():
    W = (torch.randn(9, 4) / 3).requires_grad_()
    V = (torch.randn(4, 9) / 3).requires_grad_()
    return [W, V, torch.zeros(4, requires_grad=True), torch.zeros(9, requires_grad=True)]

def forward(p):
    h = torch.sigmoid(X @ p[0] + p[2])
    return h, torch.sigmoid(h @ p[1] + p[3])

def cross_entropy(y):
    return -(X * y.log() + (1 - X) * (1 - y).log()).sum(1).mean()

def penalty(h, rho=0.1):
    m = h.mean(0)
    return (rho * (rho / m).log() + (1 - rho) * ((1 - rho) / (1 - m)).log()).sum()

def train(p, objective, steps=2000):
    optimizer = torch.optim.SGD(p, lr=0.1)
    terms = []
    for _ in range(steps):
        h, y = forward(p)
        loss = objective(h, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        wrong = ((y > 0.5).float() != X).sum()
        terms.append((cross_entropy(y).item(), penalty(h).item(), wrong.item()))
    return terms""",
    "sparse = model()\nterms = train(sparse, lambda h, y: cross_entropy(y) + 0.5 * penalty(h))",
    """fig, (a, b) = plt.subplots(2)
a.plot([t[0] for t in terms]); a.plot([t[1] for t in terms]); b.plot([t[2] for t in terms]);""",
    """torch.manual_seed(20)
dense = model()
for divisor in (9, 1):
    train(dense, lambda h, y: cross_entropy(y) / divisor)""",
    "print(forward(dense)[0])\nprint(forward(sparse)[0])",
    "fig, axes = plt.subplots(1, 2)\nfor a, p in zip(axes, (dense, sparse)): a.imshow(forward(p)[0].detach())",
    "fig, axes = plt.subplots(1, 4)\nfor a, w in zip(axes, sparse[0].detach().T): a.imshow(w.view(3, 3))",
    "fig, axes = plt.subplots(1, 4)\nfor a, w in zip(axes, sparse[1].detach()): a.imshow(w.view(3, 3))",
    "for p in sparse: print(p)",
    "h, y = forward(sparse)\nprint(X, h, y, (y > 0.5).float())",
]


def main():
    what = sys.argv[1]
    sources = SPARSE if what == "sparse" else ["1 + 1"] * int(what)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3").execute()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": time.perf_counter() - started, "peakMemory": peak}))


main()
