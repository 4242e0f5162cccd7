"""Draws the check values of lib/random from PyTorch and NumPy themselves (a processor with AVX2).

pip install torch==2.13.0 numpy==2.4.6
python test/lib/random/reference.py > test/lib/random/reference.json
npx prettier --write test/lib/random/reference.json
"""

import hashlib
import json

import numpy
import torch

torch.manual_seed(20)
nine_by_four = torch.randn(9, 4)
four_by_nine = torch.randn(4, 9)

torch.manual_seed(20)
short = [torch.randn(5).tolist(), torch.randn(3).tolist(), torch.randn(16).tolist()]
short.append(torch.randn(1).tolist())

torch.manual_seed(7)
mixed = {
    "rand": torch.rand(5).tolist(),
    "randperm": torch.randperm(12).tolist(),
    "randint": torch.randint(-3, 10, (8,)).tolist(),
    "widest": torch.randint(0, 2**28 - 1, (3,)).tolist(),
    "randn": torch.randn(17).tolist(),
    "negative": torch.manual_seed(-5) and torch.rand(2).tolist(),
    "large": torch.manual_seed(2**40 + 3) and torch.rand(2).tolist(),
}

torch.manual_seed(20)
many = torch.randn(160000)

numpy42 = numpy.random.RandomState(42)
order = numpy42.permutation(13233)

numpy4 = numpy.random.RandomState(4)
angles = numpy4.rand(60) * 3 * numpy.pi / 2 - 0.5
points = numpy.empty((60, 3))
points[:, 0] = numpy.cos(angles) + numpy.sin(angles) / 2 + 0.1 * numpy4.randn(60) / 2
points[:, 1] = numpy.sin(angles) * 0.7 + 0.1 * numpy4.randn(60) / 2
points[:, 2] = points[:, 0] * 0.1 + points[:, 1] * 0.3 + 0.1 * numpy4.randn(60)
points -= points.mean(axis=0)

numpy9 = numpy.random.RandomState(9)
legacy = {
    "randint": numpy9.randint(-3, 10, 8).tolist(),
    "full": numpy9.randint(0, 2**32, 3).tolist(),
    "randn": numpy9.randn(3).tolist(),
    "rand": numpy9.rand(2).tolist(),
    "spare": numpy9.randn(1).tolist(),
}
letters = list("abcdefgh")
numpy9.shuffle(letters)
legacy["shuffle"] = letters

print(
    json.dumps(
        {
            "torch": {
                "version": torch.__version__,
                "randn9x4": nine_by_four.tolist(),
                "randn4x9": four_by_nine.tolist(),
                "short": short,
                "mixed": mixed,
                "capability": torch.backends.cpu.get_cpu_capability(),
                "sha256OfRandn160000": hashlib.sha256(many.numpy().tobytes()).hexdigest(),
            },
            "numpy": {
                "version": numpy.__version__,
                "lfwPermutation": [*order[:8].tolist(), *order[-4:].tolist()],
                "points3d": [points[0].tolist(), points[59].tolist()],
                "legacy": legacy,
            },
        },
        indent=1,
    )
)
