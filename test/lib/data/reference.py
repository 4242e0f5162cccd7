"""JPEG pictures, and faces cut out of them by Pillow and NumPy as scikit-learn does.

pip install pillow==13.0.0 numpy==2.4.6
python test/lib/data/reference.py > test/lib/data/reference.json
npx prettier --write test/lib/data/reference.json
"""

import base64
import hashlib
import io
import json
import sys

import numpy as np
from PIL import Image

rng = np.random.RandomState(7)
pictures = []
for quality in (60, 90):
    y, x = np.mgrid[0:250, 0:250] / 250
    waves = [np.sin(rng.rand() * 15 * x + rng.rand() * 15 * y + rng.rand() * 6) for _ in range(3)]
    rgb = np.clip(128 + 140 * np.stack(waves, axis=2), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality)
    face = Image.open(file).crop((78, 70, 172, 195)).resize((28, 37))
    grey = (np.asarray(face, dtype=np.float32) / np.float32(255)).mean(axis=2)
    pictures.append(
        {
            "jpeg": base64.b64encode(file.getvalue()).decode(),
            "rgbSha256": hashlib.sha256(face.tobytes()).hexdigest(),
            "grey": [float(value) for value in grey.ravel()[:8]],
        }
    )
json.dump({"pictures": pictures}, sys.stdout)
