"""Prints tensors with PyTorch itself, for lib/display to print the same.

pip install torch==2.13.0 numpy==2.4.6
python test/lib/display/reference.py > test/lib/display/reference.json
npx prettier --write test/lib/display/reference.json
"""

import json

import torch

inf, nan = float("inf"), float("nan")


def steps(shape, start, step):
    """start + step * i, in double precision, then rounded to float32."""
    count = torch.Size(shape).numel()
    values = start + step * torch.arange(count, dtype=torch.float64)
    return {"steps": [start, step]}, values.to(torch.float32).reshape(shape)


def listed(values, dtype=torch.float32):
    tensor = torch.tensor(values, dtype=dtype)
    flat = [v if v == v and abs(v) != inf else str(v) for v in tensor.reshape(-1).tolist()]
    return {"values": flat}, tensor


torch.manual_seed(20)
cases = {
    "a scalar": listed(0.5),
    "an integral scalar": listed(3.0),
    "a tiny scalar": listed(1e-7),
    "a negative scalar": listed(-12345.678),
    "an integer scalar": listed(7, torch.int64),
    "ones and zeros": listed([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
    "all zero": listed([0.0, 0.0]),
    "negative zero": listed([-0.0, 1.5, -0.0]),
    "whole numbers of several widths": listed([[1.0, -20.0], [300.0, 4.0]]),
    "whole numbers that span much": listed([1.0, 20000.0]),
    "weights": (torch.randn(9, 4) / 3),
    "wide weights": (torch.randn(4, 9) * 5),
    "activations": torch.sigmoid(torch.randn(5, 9) * 4),
    "a ratio of exactly 1000": listed([0.001, 1.0]),
    "a ratio just above 1000": listed([0.0009, 1.0]),
    "above 1e8": listed([2e8, 1.5e8]),
    "exactly 1e8": listed([1e8, 5e7]),
    "small": listed([2e-5, 3e-5]),
    "huge and tiny": listed([1e30, -1e-30, 1e-38]),
    "not finite": listed([nan, inf, -inf, 1.0]),
    "not finite among fractions": listed([[nan, 0.25], [-inf, 1234.5]]),
    "not finite in scientific notation": listed([nan, inf, -1e-9]),
    "only not finite": listed([nan, inf, -inf]),
    "ties": listed([0.03125, 0.09375, -0.03125, 1.00005, 2.5]),
    "ties in scientific notation": listed([1000050.0, 1000150.0, 2.0**-20, 1.0]),
    "a rounding that carries": listed([0.99996, 9.99995]),
    "a rounding that carries in scientific notation": listed([9.99999e-5, 99999.9]),
    "long vector": steps([30], -3.0, 0.37),
    "three axes": steps([2, 3, 4], 0.0, 0.5),
    "four axes": steps([2, 2, 1, 3], 0.0, 1.0),
    "exactly 1000": steps([1000], 0.0, 1.0),
    "summary of a vector": steps([1001], 0.0, 1.0),
    "summary of a matrix": steps([40, 40], -2.0, 0.0133),
    "summary with a short axis": steps([5, 300], 0.0, 0.01),
    "summary of an image batch": steps([8, 28, 28, 1], 0.0, 0.1),
    "summary that hides the extremes": steps([2000], 1.0, 0.0),
    "integers": listed([[1, -20, 300], [4, 5, 6]], torch.int64),
    "booleans": listed([[True, False], [False, True]], torch.bool),
    "booleans, all true": listed([True, True], torch.bool),
    "empty": listed([]),
    "empty with a shape": (torch.zeros(0, 3)),
    "many lines of integers": listed(list(range(0, 600, 7)), torch.int64),
}
hidden = torch.ones(2000)
hidden[1000] = 1e9
cases["summary that hides the extremes"] = ({"ones": 2000, "except": [1000, 1e9]}, hidden)

out = []
for name, case in cases.items():
    source, tensor = case if isinstance(case, tuple) else listed(case.tolist())
    dtype = {torch.float32: "float32", torch.int64: "int32", torch.bool: "bool"}[tensor.dtype]
    shape = list(tensor.shape)
    out.append({"name": name, "dtype": dtype, "shape": shape, **source, "text": str(tensor)})
print(json.dumps({"version": torch.__version__, "cases": out}, indent=1))
