"""scikit-learn's TruncatedSVD on a matrix of pairs; main.ts of this folder starts it and says what to do.

Reads one JSON line {"pairs": FILE, "rows", "columns"} and then one {"rank", "iterations", "seed"} a line; answers each with
{"seconds", "captured"}, captured = ‖A V‖² / ‖A‖² of the orthonormal rows of components_.
"""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD

asked = json.loads(sys.stdin.readline())
pairs = np.fromfile(asked["pairs"], np.uint32).reshape(2, -1)
shape = (asked["rows"], asked["columns"])
A = sp.csr_matrix((np.ones(pairs.shape[1], np.float32), (pairs[0], pairs[1])), shape)
users, items = np.asarray(A.sum(1)).ravel(), np.asarray(A.sum(0)).ravel()
A = sp.diags(np.where(users > 0, users, 1) ** -0.5) @ A @ sp.diags(np.where(items > 0, items, 1) ** -0.5)
A = sp.csr_matrix(A.astype(np.float32))
total = float((A.data.astype(np.float64) ** 2).sum())
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    svd = TruncatedSVD(job["rank"], algorithm="randomized", n_iter=job["iterations"], n_oversamples=32, random_state=job["seed"])
    started = time.perf_counter()
    svd.fit(A)
    seconds = time.perf_counter() - started
    captured = float((np.asarray(A @ svd.components_.T.astype(np.float32)).astype(np.float64) ** 2).sum()) / total
    print(json.dumps({"seconds": seconds, "captured": captured}), flush=True)
