"""Writes test/golden/linear.json: a small shop and what numpy, scikit-learn and scipy make of it.

Usage: linear_golden.py > test/golden/linear.json        (numpy, scipy, scikit-learn)

ease   the published closed form (Steck, WWW 2019) in float64 with numpy.linalg.inv
slim   scikit-learn's ElasticNet of every item on all others, its own column set to 0, no intercept; as SLIM by ElasticNet
       is run by Dacrema et al. and by BARS, with their names of the options
rp3    RP3beta as the code of Dacrema et al. and Elliot has it, by dense products: rows cut, divided by their sums, columns cut
"""
import json
import sys
import warnings

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from sklearn.linear_model import ElasticNet

N_USERS, N_ITEMS = 60, 23
rng = np.random.RandomState(20260401)
taste = rng.gamma(0.5, 1, (N_USERS, 4)) @ rng.gamma(0.5, 1, (4, N_ITEMS))
chosen = rng.uniform(size=taste.shape) < np.minimum(0.7, 0.25 * taste)
X = np.where(chosen, np.round(rng.uniform(0.4, 3, taste.shape), 3), 0)
X[7] = 0  # somebody who did nothing
X[:, 5] = 0  # an item nobody touched


def ease(lam):
    G = X.T @ X + lam * np.eye(N_ITEMS)
    P = np.linalg.inv(G)
    B = P / -np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def slim(alpha, l1_ratio, positive):
    W = np.zeros((N_ITEMS, N_ITEMS))
    for j in range(N_ITEMS):
        others = X.copy()
        others[:, j] = 0
        net = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, positive=positive, fit_intercept=False, max_iter=100000, tol=1e-10)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the item that nobody touched
            W[:, j] = net.fit(others, X[:, j]).coef_
    return W


def cut(W, k):
    """The k largest of every row; all values differ."""
    kept = np.zeros_like(W)
    for r, row in enumerate(W):
        best = np.argsort(-row, kind="stable")[:k]
        kept[r, best] = row[best]
    return kept


def rp3(alpha, beta, k):
    with np.errstate(divide="ignore", invalid="ignore"):
        of_user = np.nan_to_num(X / X.sum(1, keepdims=True)) ** alpha
        of_item = np.nan_to_num(X.T / X.T.sum(1, keepdims=True)) ** alpha
        popularity = np.where(X.sum(0) > 0, X.sum(0) ** -beta, 0)
    W = (of_item @ of_user) * popularity[None]
    np.fill_diagonal(W, 0)
    W = cut(W, k)
    W = W / np.maximum(W.sum(1, keepdims=True), 1e-300)
    return cut(W.T, k).T


def triplets(m):
    m = sp.coo_matrix(m)
    return [[int(r), int(c), float(f"{v:.9g}")] for r, c, v in sorted(zip(m.row, m.col, m.data)) if v != 0]


n = N_USERS
answers = []
for lam in (0.5, 20.0):
    answers.append(dict(model="ease", options={"lambda": lam}, weights=triplets(ease(lam))))
for alpha, l1_ratio, positive in ((0.05, 0.5, True), (0.02, 0.1, False)):
    options = {"l1": alpha * l1_ratio * n, "lambda": alpha * (1 - l1_ratio) * n, "nonNegative": positive,
               "nNeighbours": N_ITEMS, "epochs": 10000}
    answers.append(dict(model="slim", options=options, weights=triplets(slim(alpha, l1_ratio, positive))))
for alpha, beta, k in ((0.8, 0.3, 5), (1.0, 0.0, 9)):
    options = dict(alpha=alpha, beta=beta, nNeighbours=k, nNeighbourhoods=k)
    answers.append(dict(model="rp3beta", options=options, weights=triplets(rp3(alpha, beta, k))))

json.dump(
    dict(
        made_by="bench/peers/linear_golden.py",
        versions=dict(numpy=np.__version__, scipy=scipy.__version__, sklearn=sklearn.__version__,
                      python=sys.version.split()[0]),
        nUsers=N_USERS, nItems=N_ITEMS, train=triplets(X), answers=answers,
    ),
    sys.stdout,
    separators=(",", ":"),
)
print()
