"""ItemKNN-CFCBF on CiteULike-t by its published formula, in numpy and scipy, for four ways of normalising the words.

Usage: cfcbf.py DATA        (numpy, scipy; DATA holds citeulike-t/; three minutes)

Words times 1.5675 beside the readers of every article, square root and TF-IDF over both, then the cosine of articles with
1000 in its denominator, the 1000 nearest of every article that is scored (Dacrema et al., TOIS 2021). The published code reads
words from a matrix that was normalised elsewhere; how, decides more than the model does.
"""
import gzip
import sys

import numpy as np
import scipy.sparse as sp

N_USERS, N_ITEMS, N_NEAREST, SHRINK, WEIGHT = 7947, 25975, 1000, 1000, 1.5675
DEPTHS = (50, 100, 300)


def lines(name):
    with gzip.open(f"{sys.argv[1]}/citeulike-t/{name}.dat.gz", "rt") as file:
        return [line.split()[1:] for line in file]


def libraries(name):
    pairs = [(u, int(i)) for u, items in enumerate(lines(name)) for i in items]
    rows, columns = zip(*pairs)
    return sp.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(N_USERS, N_ITEMS))


def words():
    entries = [(i, *map(int, word.split(":"))) for i, article in enumerate(lines("mult")) for word in article]
    rows, columns, counts = zip(*entries)
    return sp.csr_matrix((np.array(counts, float), (rows, columns)), shape=(N_ITEMS, max(columns) + 1))


def tfidf(X):
    X = sp.coo_matrix(X)
    idf = np.log(X.shape[0] / (1 + np.bincount(X.col, minlength=X.shape[1])))
    return sp.csr_matrix((np.sqrt(X.data) * idf[X.col], (X.row, X.col)), shape=X.shape, dtype=np.float32)


def nearest(F):
    length = np.sqrt(np.asarray(F.multiply(F).sum(1)).ravel())
    turned = F.T.tocsr()
    parts = []
    for start in range(0, N_ITEMS, 1000):
        likeness = (F[start : start + 1000] @ turned).toarray()
        n = len(likeness)
        likeness[np.arange(n), start + np.arange(n)] = 0
        likeness /= length[start : start + n, None] * length[None] + SHRINK + 1e-6
        best = np.argpartition(-likeness, N_NEAREST, axis=1)[:, :N_NEAREST]
        scored = np.repeat(np.arange(start, start + n), N_NEAREST)
        parts.append(sp.csr_matrix((np.take_along_axis(likeness, best, 1).ravel(), (best.ravel(), scored)), (N_ITEMS,) * 2))
    return sum(parts[1:], parts[0])


def recall(S, train, test):
    asked = np.flatnonzero(np.diff(test.indptr))
    found = []
    for start in range(0, len(asked), 1000):
        users = asked[start : start + 1000]
        scores = (train[users] @ S).toarray()
        scores[train[users].nonzero()] = -np.inf
        top = np.argsort(-scores, axis=1, kind="stable")[:, : DEPTHS[-1]]
        for row, u in zip(top, users):
            wanted = test.indices[test.indptr[u] : test.indptr[u + 1]]
            hits = np.isin(row, wanted)
            found.append([hits[:k].sum() / len(wanted) for k in DEPTHS])
    return np.mean(found, axis=0).round(4)


train, test, W = libraries("cf-train-10-users"), libraries("cf-test-10-users"), words()
largest_of = lambda axis: 1 / np.maximum(1, W.max(axis=axis).toarray().ravel())
length = np.sqrt(np.maximum(1, np.asarray(W.multiply(W).sum(1)).ravel()))
ways = {
    "counts as they are": W,
    "by the word's largest count": W @ sp.diags(largest_of(0)),
    "by the article's largest count": sp.diags(largest_of(1)) @ W,
    "articles at length 1": sp.diags(1 / length) @ W,
}
print("recall@50 @100 @300   (published: .2675 .3490 .4740)")
for name, words_of in ways.items():
    print(*recall(nearest(tfidf(sp.hstack([words_of * WEIGHT, train.T], format="csr"))), train, test), name, flush=True)
