"""What scikit-learn's NMF makes of a small planted shop, for test/golden/nmf.test.ts.

Usage: nmf_golden.py > test/golden/nmf.json       scikit-learn as in requirements.txt
The shop: 40 people, 25 items, 4 tastes; weights 1 to 3. Both sides begin at given numbers (init="custom"), the solver is
coordinate descent without shuffling in double precision. `plain` has no regularisation, `drawn` has L1 and L2.
"""
import json
import warnings

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.decomposition import NMF

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)
nUsers, nItems, dim = 40, 25, 4
X = np.zeros((nUsers, nItems))
for u in range(nUsers):
    for _ in range(6):
        X[u, (4 * int(rng.integers(6)) + u % 4) % nItems] = int(rng.integers(1, 4))
    X[u, int(rng.integers(nItems))] = 1
W0 = np.round(rng.random((nUsers, dim)), 3)
H0 = np.round(rng.random((dim, nItems)), 3)


def fit(alpha, l1_ratio, sweeps):
    model = NMF(dim, init="custom", solver="cd", alpha_W=alpha, alpha_H="same", l1_ratio=l1_ratio, max_iter=sweeps, tol=0)
    W = model.fit_transform(sp.csr_matrix(X), W=W0.copy(), H=H0.copy())
    H = model.components_
    error = 0.5 * float(np.sum((X - W @ H) ** 2))
    return {
        "alpha": alpha, "l1Ratio": l1_ratio, "sweeps": sweeps, "error": error,
        "W": np.round(W, 6).tolist(), "H": np.round(H.T, 6).tolist(),
    }


u, i = np.nonzero(X)
print(json.dumps({
    "scikit-learn": sklearn.__version__, "nUsers": nUsers, "nItems": nItems, "dim": dim,
    "row": u.tolist(), "column": i.tolist(), "value": X[u, i].tolist(), "W0": W0.tolist(), "H0": H0.T.tolist(),
    "plain": fit(0, 0, 30), "drawn": fit(0.005, 0.5, 30),
}))
