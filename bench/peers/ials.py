"""implicit's AlternatingLeastSquares, one fit per line of stdin, for bench/ials.

Usage: ials.py FOLDER        reads {"dim", "useCg", "alpha", "regularization", "epochs", "threads", "seed"} as a JSON line
and answers after each sweep over both sides with {"seconds": of this sweep, "version"}, its factors in FOLDER as raw
float32; the next sweep waits for an empty line.
"""
import json
import sys
import threadpoolctl  # implicit's own dependency

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
for line in iter(sys.stdin.readline, ""):
    o = json.loads(line)
    model = AlternatingLeastSquares(
        factors=o["dim"], regularization=o["regularization"], alpha=o["alpha"], iterations=o["epochs"],
        use_cg=o["useCg"], use_native=True, num_threads=o["threads"], random_state=o["seed"], dtype=np.float32,
    )

    def show(_epoch, seconds, _loss):
        model.user_factors.astype(np.float32, copy=False).tofile(f"{folder}/theirs-users.f32")
        model.item_factors.astype(np.float32, copy=False).tofile(f"{folder}/theirs-items.f32")
        print(json.dumps({"seconds": seconds, "version": implicit.__version__}), flush=True)
        sys.stdin.readline()

    model.fit(R, show_progress=False, callback=show)
