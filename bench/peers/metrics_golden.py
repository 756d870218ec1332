"""Writes test/golden/metrics.json: lists, scores and ratings of a small shop as four peers measure them.

Usage: metrics_golden.py > test/golden/metrics.json        (in a Python with metrics-requirements.txt)
Scores are real numbers without ties, so that no answer hangs on how a peer breaks them. Lists are of uneven length, one
is empty, and some people have more to find than any list can hold.
"""
import json
import math
import sys
import warnings
from importlib.metadata import version

import ir_measures
import numpy as np
from ir_measures import AP, P, R, RR, Success, nDCG
from lenskit.data import ItemList
from lenskit.metrics import MAE, RMSE
from lenskit.metrics.ranking import (NDCG, AveragePrecision, Hit, ListGini, LogRankWeight, Precision, Recall,
                                     RecipRank)
from ranx import Qrels, Run, evaluate
from sklearn.metrics import (average_precision_score, mean_absolute_error, mean_squared_error, ndcg_score,
                             roc_auc_score)

warnings.filterwarnings("ignore")
N_USERS, N_ITEMS, DEPTH, KS = 40, 60, 20, (1, 5, 10, 20)
rng = np.random.RandomState(20020422)
users = []
for u in range(N_USERS):
    relevant = sorted(rng.choice(N_ITEMS, rng.randint(1, 30 if u % 9 == 0 else 8), replace=False).tolist())
    score = np.round(rng.normal(size=N_ITEMS) + 1.2 * np.isin(np.arange(N_ITEMS), relevant), 6).astype(np.float32)
    assert len(set(score.tolist())) == N_ITEMS
    length = 0 if u == 7 else DEPTH if u % 3 else rng.randint(1, DEPTH)
    users.append(dict(relevant=relevant, score=[float(s) for s in score],
                      list=np.argsort(-score, kind="stable")[:length].tolist()))

key = lambda u: f"u{u:03d}"
doc = lambda i: f"i{i:03d}"
peers = {}


def keep(peer, name, values):
    peers.setdefault(peer, {})[name] = [None if v is None or math.isnan(v) else float(v) for v in values]


# ranx and ir-measures know rankings by scores: rank r has the score -r. Nobody may be missing from a ranx run: the empty
# list is one with a document that does not exist.
ranks = {key(u): ({doc(i): 100.0 - r for r, i in enumerate(user["list"])} or {"none": 1.0}) for u, user in enumerate(users)}
truth = {key(u): {doc(i): 1 for i in user["relevant"]} for u, user in enumerate(users)}
names = {"precision": "precision", "recall": "recall", "f1": "f1", "map": "map", "ndcg": "ndcg", "mrr": "mrr", "hr": "hit_rate"}
for k in KS:
    for ours, theirs in names.items():
        found = Run(ranks)
        evaluate(Qrels(truth), found, f"{theirs}@{k}")
        keep("ranx", f"{ours}@{k}", [found.scores[f"{theirs}@{k}"][key(u)] for u in range(N_USERS)])
    for ours, measure in {"precision": P, "recall": R, "map": AP, "ndcg": nDCG, "mrr": RR, "hr": Success}.items():
        got = {m.query_id: m.value for m in ir_measures.iter_calc([measure @ k], truth, ranks)}
        keep("ir-measures", f"{ours}@{k}", [got[key(u)] for u in range(N_USERS)])
    lenskit = {"precision": Precision(k), "recall-capped": Recall(k), "map": AveragePrecision(k), "mrr": RecipRank(k), "hr": Hit(k),
               "ndcg": NDCG(k, weight=LogRankWeight(offset=1)), "ndcg of its defaults": NDCG(k)}
    for ours, measure in lenskit.items():
        keep("lenskit", f"{ours}@{k}", [measure.measure_list(ItemList(user["list"], ordered=True), ItemList(user["relevant"])) for user in users])
    gini = ListGini(k, items=N_ITEMS)
    peers["lenskit"][f"gini@{k}"] = float(gini.global_aggregate(
        [gini.compute_list_data(ItemList(user["list"], ordered=True), None) for user in users if user["list"]]))
    whole = [np.isin(np.arange(N_ITEMS), user["relevant"]).astype(int) for user in users]
    keep("scikit-learn", f"ndcg@{k}", [ndcg_score([y], [user["score"]], k=k) for y, user in zip(whole, users)])
keep("scikit-learn", "auc", [roc_auc_score(y, user["score"]) for y, user in zip(whole, users)])
keep("scikit-learn", "average precision", [average_precision_score(y, user["score"]) for y, user in zip(whole, users)])

ratings = [[int(u), int(i), float(t), float(np.round(t + e, 3))] for u, i, t, e in zip(
    rng.randint(0, 12, 90), rng.randint(0, 30, 90), rng.randint(1, 6, 90), rng.normal(size=90))]
t, p = [r[2] for r in ratings], [r[3] for r in ratings]
peers["scikit-learn"].update(rmse=mean_squared_error(t, p) ** 0.5, mae=mean_absolute_error(t, p))
together = ItemList(np.arange(len(t)), scores=np.array(p), rating=np.array(t))
peers["lenskit"].update(rmse=float(RMSE().measure_list(together, together)), mae=float(MAE().measure_list(together, together)))
each = {}
for u, _, a, b in ratings:
    each.setdefault(u, []).append((a, b))
peers["lenskit"]["rmse of users"] = float(np.mean([
    RMSE().measure_list(l, l) for l in (ItemList(np.arange(len(v)), scores=np.array([b for _, b in v]), rating=np.array([a for a, _ in v])) for v in each.values())]))

json.dump(dict(made_by="bench/peers/metrics_golden.py",
               versions={name: version(name) for name in ("ranx", "ir-measures", "pytrec_eval-terrier", "lenskit", "scikit-learn", "numpy")}
               | {"python": sys.version.split()[0]},
               nItems=N_ITEMS, ks=KS, users=users, ratings=ratings, peers=peers), sys.stdout)
print()
