"""Writes test/golden/item-knn.json: a small shop, implicit's neighbours and scores for it, and numpy's metrics.

Usage: item_knn_golden.py > test/golden/item-knn.json        (implicit 0.7.3, numpy, scipy)
Weights are real numbers without ties, so that no answer hangs on the order in which memory is read.
"""
import json
import sys

import implicit
import numpy as np
import scipy
import scipy.sparse as sp
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender

N_USERS, N_ITEMS, K_LIST = 90, 37, (1, 3, 10)
rng = np.random.RandomState(20101209)
appeal = rng.dirichlet(np.full(N_ITEMS, 0.5)) * 0.6 + 0.4 / N_ITEMS
train = np.zeros((N_USERS, N_ITEMS), np.float32)
test = np.zeros((N_USERS, N_ITEMS), np.int8)
for u in range(N_USERS):
    if u == 4:
        continue  # a user who did nothing
    p = appeal * np.where(np.arange(N_ITEMS) % 3 == u % 3, 4, 1)
    p[11] = 0  # an item nobody touched
    chosen = rng.choice(N_ITEMS, rng.randint(2, 14), replace=False, p=p / p.sum())
    n_test = rng.randint(0, len(chosen))
    test[u, chosen[:n_test]] = 1
    train[u, chosen[n_test:]] = np.round(rng.uniform(0.2, 5, len(chosen) - n_test), 4)
R = sp.csr_matrix(train)

models = {
    "item-knn:cosine": (CosineRecommender(K=7), dict(nNeighbours=7)),
    "item-knn:tfidf": (TFIDFRecommender(K=7), dict(nNeighbours=7)),
    "item-knn:bm25": (BM25Recommender(K=12, K1=1.2, B=0.75), dict(nNeighbours=12, k1=1.2, b=0.75)),
}


def metrics(scores, exclude):
    """The definitions of docs/methods/metrics.md, written for numpy; means over users with something to find."""
    out = {f"{m}@{k}": [] for m in ("precision", "recall", "map", "ndcg", "hr", "mrr") for k in K_LIST}
    for u in range(N_USERS):
        rel = set(np.flatnonzero(test[u]))
        if not rel:
            continue
        s = scores[u].astype(np.float64)
        if exclude:
            s[train[u] > 0] = -np.inf
        order = [i for i in np.argsort(-s, kind="stable") if s[i] > -np.inf]
        hit = np.array([i in rel for i in order], float)
        for k in K_LIST:
            h = np.zeros(k)
            h[: len(hit[:k])] = hit[:k]
            n = min(k, len(rel))
            disc = 1 / np.log2(np.arange(2, k + 2))
            out[f"precision@{k}"].append(h.sum() / k)
            out[f"recall@{k}"].append(h.sum() / len(rel))
            out[f"map@{k}"].append((np.cumsum(h) / np.arange(1, k + 1) * h).sum() / n)
            out[f"ndcg@{k}"].append((h * disc).sum() / disc[:n].sum())
            out[f"hr@{k}"].append(h.max())
            out[f"mrr@{k}"].append(1 / (np.argmax(h) + 1) if h.any() else 0)
    return {key: float(np.mean(values)) for key, values in out.items()}


def triplets(m):
    m = sp.coo_matrix(m)
    return [[int(r), int(c), float(f"{v:.9g}")] for r, c, v in sorted(zip(m.row, m.col, m.data)) if v != 0]


answers = {}
for label, (model, options) in models.items():
    model.fit(R, show_progress=False)
    scores = (R @ model.similarity).toarray()
    answers[label] = dict(options=options, similarity=triplets(model.similarity),
                          exclude=metrics(scores, True), include=metrics(scores, False))
popular = np.tile(train.astype(np.float64).sum(0), (N_USERS, 1))
answers["popular"] = dict(options={}, exclude=metrics(popular, True), include=metrics(popular, False))

json.dump(
    dict(
        made_by="bench/peers/item_knn_golden.py",
        versions=dict(implicit=implicit.__version__, numpy=np.__version__, scipy=scipy.__version__,
                      python=sys.version.split()[0]),
        nUsers=N_USERS, nItems=N_ITEMS, train=triplets(R), test=[[int(u), int(i)] for u, i in zip(*np.nonzero(test))],
        answers=answers,
    ),
    sys.stdout,
)
print()
