"""What implicit's ALS and BPR answer on a small planted shop, for test/golden/factors.test.ts.

Usage: factors_golden.py > test/golden/factors.json       implicit 0.7.3, see requirements.txt
The shop: 120 people, 60 items, 6 tastes; a person has 10 draws, 8 of them of their taste; weights 1. One item of each
person is held out for BPR, whose AUC (share of items they have not that stand below it) is the mean over people.
"""
import json

import implicit
import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking

rng = np.random.default_rng(7)
rows = []
for u in range(120):
    liked = [6 * int(rng.integers(10)) + u % 6 for _ in range(8)] + [int(rng.integers(60)) for _ in range(2)]
    rows.append(sorted(set(liked)))


def matrix(lists):
    start = np.cumsum([0] + [len(one) for one in lists])
    column = np.concatenate([np.array(one, np.int32) for one in lists])
    return sp.csr_matrix((np.ones(len(column), np.float32), column, start), shape=(120, 60))


whole = matrix(rows)
als = {"dim": 8, "alpha": 10, "regularization": 3, "iterations": 40}
model = AlternatingLeastSquares(
    factors=als["dim"], alpha=als["alpha"], regularization=als["regularization"], iterations=als["iterations"],
    use_cg=False, use_native=True, num_threads=1, random_state=1, dtype=np.float32,
)
model.fit(whole, show_progress=False)
asked = [0, 1, 5, 119]
scores = []
for u in asked:
    items, values = model.recommend(u, whole[u], N=60, filter_already_liked_items=False, recalculate_user=True)
    of = np.zeros(60)
    of[items] = values
    scores.append([round(float(x), 6) for x in of])

held = [int(one[int(rng.integers(len(one)))]) for one in rows]
train = matrix([[i for i in one if i != out] for one, out in zip(rows, held)])
bpr = {"dim": 8, "learningRate": 0.05, "lambda": 0.001, "epochs": 100}
aucs = []
for seed in range(20):
    model_bpr = BayesianPersonalizedRanking(
        factors=bpr["dim"], learning_rate=bpr["learningRate"], regularization=bpr["lambda"], iterations=bpr["epochs"],
        num_threads=1, random_state=seed, verify_negative_samples=True, dtype=np.float32,
    )
    model_bpr.fit(train, show_progress=False)
    auc = []
    for u, out in enumerate(held):
        s = model_bpr.item_factors @ model_bpr.user_factors[u]
        others = [i for i in range(60) if i not in rows[u]]
        auc.append(np.mean(s[out] > s[others]))
    aucs.append(float(np.mean(auc)))

print(json.dumps({
    "versions": {"implicit": implicit.__version__, "numpy": np.__version__},
    "rows": rows, "held": held, "als": als,
    "itemFactors": [[round(float(x), 7) for x in row] for row in model.item_factors],
    "asked": asked, "scores": scores, "bpr": bpr, "auc": {"mean": float(np.mean(aucs)), "sd": float(np.std(aucs, ddof=1))},
}))
