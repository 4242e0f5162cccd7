"""Computes the check values of lib/models/tsne.ts with scikit-learn.

pip install scikit-learn==1.9.1 numpy==2.4.6
python test/lib/models/tsne.reference.py > test/lib/models/tsne.reference.json
npx prettier --write test/lib/models/tsne.reference.json
"""

import json

import numpy
from sklearn.datasets import make_blobs
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors

x, labels = make_blobs(180, 6, centers=5, cluster_std=2.0, random_state=3)
x = x.astype("float32")
start = numpy.random.RandomState(1).randn(180, 2).astype("float32") * 1e-4
graph = NearestNeighbors(n_neighbors=61).fit(x).kneighbors_graph(mode="distance")
graph.data **= 2
p = _joint_probabilities_nn(graph, 20.0, 0)


def divergence(iterations):
    # An angle of 0: all pairs, as ours.
    model = TSNE(perplexity=20, init=start, angle=0.0, max_iter=iterations, min_grad_norm=0)
    model.fit(x)
    return float(model.kl_divergence_)


print(
    json.dumps(
        {
            "x": x.astype("float64").round(4).tolist(),
            "labels": labels.tolist(),
            "start": start.astype("float64").round(9).tolist(),
            "probabilitiesOfFirst": [
                [int(j), round(float(v), 9)] for j, v in sorted(zip(p[0].indices, p[0].data))
            ],
            "divergence": divergence(1000),
        }
    )
)
