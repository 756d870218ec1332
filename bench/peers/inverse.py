"""numpy's inverse of a symmetric positive definite float32 matrix, the one step of EASE that costs.

Reads a number of rows a line and answers with the seconds of one inverse. The matrix is that of bench/speed/ease/main.ts
in kind: sparse co-occurrences and a heavy diagonal.
"""
import sys
import time

import numpy as np

rng = np.random.default_rng(1)
for line in sys.stdin:
    n = int(line)
    G = np.zeros((n, n), dtype=np.float32)
    for _ in range(40):
        row, column = np.arange(n), rng.integers(0, n, n)
        common = 2 * rng.random(n, dtype=np.float32)
        G[row, column] = common
        G[column, row] = common
    G[np.diag_indices(n)] = 150
    started = time.perf_counter()
    P = np.linalg.inv(G)
    print(time.perf_counter() - started, float(P[0, 0]), flush=True)
