"""scikit-surprise on files of ratings; main.ts of this folder starts it and says what to do.

Reads one JSON line {"train": FILE, "test": FILE, "low", "high"} (lines "user TAB item TAB rating") or
{"model": CLASS, "options"} at a time; answers a model with {"seconds": of the processor, fit and test, "rmse"}.
"""
import json
import sys
import time

import surprise
from surprise import Dataset, Reader

for line in sys.stdin:
    asked = json.loads(line)
    if "train" in asked:
        reader = Reader(line_format="user item rating", sep="\t", rating_scale=(asked["low"], asked["high"]))
        train = Dataset.load_from_file(asked["train"], reader).build_full_trainset()
        with open(asked["test"]) as rows:
            test = [(u, i, float(r)) for u, i, r in (row.split() for row in rows)]
        print(json.dumps({"ready": True}), flush=True)
        continue
    algorithm = getattr(surprise, asked["model"])(**asked["options"])
    started = time.process_time()
    algorithm.fit(train)
    predictions = algorithm.test(test)
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "rmse": surprise.accuracy.rmse(predictions, verbose=False)}), flush=True)
