"""Writes test/golden/truncated-svd.json: a sparse matrix and what scikit-learn's TruncatedSVD (ARPACK) says of it.

Usage: truncated_svd_golden.py > test/golden/truncated-svd.json        (scikit-learn 1.9.1, numpy, scipy)
"""
import json
import sys

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from sklearn.decomposition import TruncatedSVD

N_ROWS, N_COLS, RANK = 120, 70, 8
rng = np.random.RandomState(20110607)
taste = rng.gamma(0.4, 1, (N_ROWS, 5)) @ rng.gamma(0.4, 1, (5, N_COLS))
chosen = rng.uniform(size=taste.shape) < np.minimum(0.6, 0.12 * taste)
values = np.where(chosen, np.round(rng.uniform(0.5, 4, taste.shape), 3), 0).astype(np.float32)
A = sp.coo_matrix(values)
svd = TruncatedSVD(RANK, algorithm="arpack", tol=0).fit(sp.csr_matrix(values.astype(np.float64)))
order = np.argsort(-svd.singular_values_)
json.dump(
    {
        "made": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
        "nRows": N_ROWS,
        "nCols": N_COLS,
        "row": A.row.tolist(),
        "column": A.col.tolist(),
        "value": [round(float(x), 3) for x in A.data],
        "sigma": [round(float(x), 9) for x in svd.singular_values_[order]],
        "vectors": [[round(float(x), 9) for x in v] for v in svd.components_[order]],
    },
    sys.stdout,
    separators=(",", ":"),
)
sys.stdout.write("\n")
