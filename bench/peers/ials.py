"""implicit's AlternatingLeastSquares, one fit per line of stdin, for bench/ials.

Usage: ials.py FOLDER        reads {"dim", "useCg", "alpha", "regularization", "epochs", "threads", "seed"} as JSON lines,
answers {"seconds": [of each sweep over both sides], "version"} and leaves the factors in FOLDER as raw float32.
"""
import json
import sys
import threadpoolctl  # implicit's own dependency
import time

import implicit
import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares

threadpoolctl.threadpool_limits(1, "blas")
folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))
R = sp.csr_matrix(
    (
        np.fromfile(f"{folder}/value.f32", np.float32),
        np.fromfile(f"{folder}/column.u32", np.uint32).astype(np.int32),
        np.fromfile(f"{folder}/row-start.u32", np.uint32).astype(np.int32),
    ),
    shape=(shape["nRows"], shape["nCols"]),
)
for line in sys.stdin:
    o = json.loads(line)
    model = AlternatingLeastSquares(
        factors=o["dim"], regularization=o["regularization"], alpha=o["alpha"], iterations=o["epochs"],
        use_cg=o["useCg"], use_native=True, num_threads=o["threads"], random_state=o["seed"], dtype=np.float32,
    )
    ends = []
    model.fit(R, show_progress=False, callback=lambda *_: ends.append(time.perf_counter()))
    # the first sweep has no start of its own here: its preparations would count
    model.user_factors.astype(np.float32).tofile(f"{folder}/theirs-users.f32")
    model.item_factors.astype(np.float32).tofile(f"{folder}/theirs-items.f32")
    print(json.dumps({"seconds": np.diff(ends).tolist(), "version": implicit.__version__}), flush=True)
