"""scikit-learn's NMF on a matrix of pairs; main.ts of this folder starts it and says what to do.

Reads one JSON line {"pairs": FILE, "rows", "columns"} and then one {"dim", "sweeps", "seed"} a line; answers each with
{"seconds", "error"}, error = ½ ‖X − W H‖². solver="cd", single precision, no tolerance: every sweep is taken.
"""
import json
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import NMF

warnings.filterwarnings("ignore")
asked = json.loads(sys.stdin.readline())
pairs = np.fromfile(asked["pairs"], np.uint32).reshape(2, -1)
X = sp.csr_matrix((np.ones(pairs.shape[1], np.float32), (pairs[0], pairs[1])), (asked["rows"], asked["columns"]))
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    model = NMF(job["dim"], init="random", solver="cd", max_iter=job["sweeps"], tol=0, random_state=job["seed"])
    started = time.perf_counter()
    W = model.fit_transform(X)
    seconds = time.perf_counter() - started
    H = model.components_
    # ‖X − WH‖² = ‖X‖² − 2 tr(Wᵀ X Hᵀ) + tr(WᵀW HHᵀ): WH itself would not fit
    W, H = W.astype(np.float64), H.astype(np.float64)
    error = 0.5 * (float((X.data.astype(np.float64) ** 2).sum()) - 2 * float(np.sum(W * (X @ H.T))) + float(np.sum((W.T @ W) * (H @ H.T))))
    print(json.dumps({"seconds": seconds, "error": error}), flush=True)
