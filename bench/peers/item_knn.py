"""implicit's BM25Recommender, one fit per line of stdin, for bench/speed/item-knn.

Usage: item_knn.py FOLDER      reads {"k", "k1", "b", "threads"} as JSON lines, answers {"seconds", "cpu", "kept", "total"}:
seconds of the fit by the clock and of all its threads, how many likenesses it kept and their sum.
"""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp
from implicit.nearest_neighbours import BM25Recommender

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))
R = sp.csr_matrix(
    (
        np.fromfile(f"{folder}/value.f32", np.float32).astype(np.float64),
        np.fromfile(f"{folder}/column.u32", np.uint32).astype(np.int32),
        np.fromfile(f"{folder}/row-start.u32", np.uint32).astype(np.int32),
    ),
    shape=(shape["nRows"], shape["nCols"]),
)
for line in sys.stdin:
    o = json.loads(line)
    model = BM25Recommender(K=o["k"], K1=o["k1"], B=o["b"], num_threads=o["threads"])
    started, before = time.perf_counter(), time.process_time()
    model.fit(R, show_progress=False)
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    kept = model.similarity.data
    print(json.dumps({"seconds": seconds, "cpu": cpu, "kept": int(len(kept)), "total": float(kept.sum())}), flush=True)
