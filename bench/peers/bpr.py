"""implicit's BayesianPersonalizedRanking, one fit per line of stdin, for bench/speed/bpr.

Usage: bpr.py FOLDER        reads {"dim", "epochs", "learningRate", "lambda", "threads", "seed"} as JSON lines, answers
{"seconds": of the whole fit, "cpu": of all its threads, "recall": recall@20 of the held-out pairs by the users it was trained to, "version"}.
"""
import json
import sys
import threadpoolctl  # implicit's own dependency
import time

import implicit
import numpy as np
import scipy.sparse as sp
from implicit.bpr import BayesianPersonalizedRanking

threadpoolctl.threadpool_limits(1, "blas")
folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))


def matrix(name):
    start = np.fromfile(f"{folder}/{name}-start.u32", np.uint32).astype(np.int32)
    column = np.fromfile(f"{folder}/{name}-column.u32", np.uint32).astype(np.int32)
    return sp.csr_matrix((np.ones(len(column), np.float32), column, start), shape=(shape["nRows"], shape["nCols"]))


train, test = matrix("train"), matrix("test")
for line in sys.stdin:
    o = json.loads(line)
    model = BayesianPersonalizedRanking(
        factors=o["dim"], learning_rate=o["learningRate"], regularization=o["lambda"], iterations=o["epochs"],
        num_threads=o["threads"], random_state=o["seed"], verify_negative_samples=True, dtype=np.float32,
    )
    started, before = time.perf_counter(), time.process_time()
    model.fit(train, show_progress=False)
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    asked = np.flatnonzero(np.diff(test.indptr))
    lists, _ = model.recommend(asked, train[asked], N=20, filter_already_liked_items=True)
    recall = [len(np.intersect1d(best, test[u].indices)) / test[u].nnz for u, best in zip(asked, lists)]
    of = {"seconds": seconds, "cpu": cpu, "recall": float(np.mean(recall)), "version": implicit.__version__}
    print(json.dumps(of), flush=True)
