"""The Python recipe that Osusume is held against: pandas + implicit on Online Retail 2009-2010.

Usage: online_retail.py FILE.csv.gz [--json OUT] [--time]
Cleans, splits (last 28 days from the newest line), fits four models, scores them. Every step is spelled
out because the golden test in src/evaluate holds our numbers against what this prints.
"""
import json
import sys
import time

import numpy as np
import pandas as pd
import scipy.sparse as sp

t0 = time.time()
path = sys.argv[1]
d = pd.read_csv(path, dtype={"Invoice": str, "StockCode": str, "Customer ID": str}, parse_dates=["InvoiceDate"])
n_read = len(d)
d = d.drop_duplicates()
n_unique = len(d)
d = d[d["Customer ID"].notna()]
d = d[~d["Invoice"].str.startswith("C")]
d = d[(d["Quantity"] > 0) & (d["Price"] > 0)]
d = d[d["StockCode"].str.fullmatch(r"\d{5}[A-Za-z]*")]
clean = (len(d), d["Customer ID"].nunique(), d["StockCode"].nunique())
t_clean = time.time() - t0
print(f"read {n_read}, repeats {n_read - n_unique}, clean {clean}, {t_clean:.1f} s", file=sys.stderr)

cut = d["InvoiceDate"].max() - pd.Timedelta(days=28)
train, test = d[d["InvoiceDate"] <= cut], d[d["InvoiceDate"] > cut]
users = pd.Index(train["Customer ID"].unique())
items = pd.Index(train["StockCode"].unique())


def matrix(x):
    u, i = users.get_indexer(x["Customer ID"]), items.get_indexer(x["StockCode"])
    ok = (u >= 0) & (i >= 0)
    m = sp.csr_matrix((np.ones(ok.sum(), np.float32), (u[ok], i[ok])), (len(users), len(items)))
    m.data[:] = 1
    return m


R, T = matrix(train), matrix(test)
print(f"train {R.shape} nnz {R.nnz}, test nnz {T.nnz}", file=sys.stderr)


def metrics(S, seen_excluded, k=10):
    Tx = T - T.multiply(R) if seen_excluded else T
    Tx = sp.csr_matrix(Tx)
    Tx.eliminate_zeros()
    out = []
    disc = 1 / np.log2(np.arange(2, k + 2))
    for u in np.flatnonzero(np.diff(Tx.indptr)):
        s = S(u).copy()
        if seen_excluded:
            s[R.indices[R.indptr[u]:R.indptr[u + 1]]] = -np.inf
        rel = Tx.indices[Tx.indptr[u]:Tx.indptr[u + 1]]
        top = np.argsort(-s, kind="stable")[:k]
        hit = np.isin(top, rel).astype(float)
        n = min(k, len(rel))
        ap = (np.cumsum(hit) / np.arange(1, k + 1) * hit).sum() / n
        out.append((hit.sum() / k, hit.sum() / len(rel), ap, (hit * disc).sum() / disc[:n].sum(), hit.max()))
    return len(out), np.mean(out, 0)


from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, TFIDFRecommender

rows = {}


def report(name, S):
    rows[name] = {}
    for seen in (True, False):
        n, m = metrics(S, seen)
        rows[name]["exclude" if seen else "include"] = dict(
            users=n, **dict(zip(["precision@10", "recall@10", "map@10", "ndcg@10", "hr@10"], map(float, m))))
        print(name, "exclude" if seen else "include", n, np.round(m, 4), file=sys.stderr)


pop = np.asarray(R.sum(0)).ravel()
report("popular", lambda u: pop)
for name, model in (("item-knn:tfidf", TFIDFRecommender(K=50)), ("item-knn:bm25", BM25Recommender(K=200, K1=1.2, B=0.75))):
    model.fit(R, show_progress=False)
    scores = (R @ model.similarity).toarray()
    report(name, lambda u: scores[u])
als = AlternatingLeastSquares(factors=128, regularization=50, alpha=10, iterations=15, random_state=42)
als.fit(R, show_progress=False)
report("ials", lambda u: als.item_factors @ als.user_factors[u])
print(json.dumps(dict(read=n_read, repeats=n_read - n_unique, clean=clean, users=len(users), items=len(items),
                      interactions=int(R.nnz), results=rows, seconds=round(time.time() - t0, 2))))
