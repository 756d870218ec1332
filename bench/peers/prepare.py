"""The same cleaning as bench/prepare/ours.ts in pandas, vectorised: raw events from Parquet, clean events into Parquet."""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd

source, target = sys.argv[1:3]
started = time.perf_counter()
d = pd.read_parquet(source)
d = d.sort_values("time", kind="stable").reset_index(drop=True)
read = time.perf_counter()
steps = []


def account(step, before, filled=0):
    steps.append({"step": step, "gone": before - len(d), "filled": filled})


before = len(d)
d = d.drop_duplicates(["item", "user", "visitor", "order_no", "kind", "time", "quantity", "price"])
account("exact-repeats", before)

before = len(d)
pairs = d[["visitor", "user"]].dropna().drop_duplicates()
owner = pairs.groupby("visitor").user.agg(["first", "size"])
owner = owner[owner["size"] == 1]["first"]
who = d.user.fillna(d.visitor.map(owner))
filled = int((d.user.isna() & who.notna()).sum())
d["person"] = who.fillna("visitor:" + d.visitor)
d = d[d.person.notna()]
account("people", before, filled)

before = len(d)
keys = ["person", "item", "kind", "order_no", "quantity", "price"]
o = d.sort_values(["time"], kind="stable")
gap = o.groupby(keys, dropna=False, sort=False).time.diff()
d = o[~(gap <= pd.Timedelta(seconds=2))]
account("near-repeats", before)

before = len(d)
sold = d[(d.kind == "purchase") & d.order_no.notna()]
line = sold.item + "×" + sold.quantity.astype(str) + "@" + sold.price.astype(str)
orders = (
    sold.assign(line=line)
    .sort_values("line")
    .groupby("order_no")
    .agg(person=("person", "first"), time=("time", "min"), n=("line", "size"), content=("line", "|".join))
)
orders = orders[orders.n >= 2].sort_values("time", kind="stable")
again = orders.groupby(["person", "content"], sort=False).time.diff() <= pd.Timedelta(minutes=10)
d = d[~((d.kind == "purchase") & d.order_no.isin(orders.index[again]))]
account("repeated-orders", before)

before = len(d)
pattern = r"^(?:test|staff|employee|internal|demo)(?:[-_. ]|$)"
d = d[~(d.person.str.match(pattern, case=False) | d.order_no.str.match(pattern, case=False).fillna(False).astype(bool))]
account("staff-and-tests", before)

before = len(d)
wanting = d.person[d.kind.isin(["add_to_cart", "wishlist", "purchase", "rating", "search"])].unique()
size = d.groupby("person").size()
lookers = size.index[size >= 30].difference(wanting)
e = d[d.person.isin(lookers)].sort_values(["person", "time"])
e = e.assign(day=e.time.dt.date, hour=e.time.dt.hour)
rate = (e.groupby(["person", "day"]).size().groupby("person").max() / 500).clip(upper=1)
hours = e.drop_duplicates(["person", "day", "hour"]).groupby(["person", "day"]).size().groupby("person").max()
sleepless = ((hours - 12) / 12).clip(lower=0)
pause = e.groupby("person").time.diff().dt.total_seconds()
pause = pause[(pause > 0) & (pause <= 1800)]
by = pause.groupby(e.person)
enough = by.size() >= 30
q = by.quantile([0.25, 0.5, 0.75]).unstack()
rhythm = (1 - ((q[0.75] - q[0.25]) / (0.5 * q[0.5])).clip(upper=1)).where(enough, 0) if len(q) else rate * 0
haste = ((pause <= 3).groupby(e.person).mean() / 0.7).clip(upper=1).where(enough, 0) if len(q) else rate * 0
score = rate.add(rhythm, fill_value=0).add(haste, fill_value=0).add(sleepless, fill_value=0)
d = d[~d.person.isin(score.index[score >= 0.5])]
account("bots", before)

before = len(d)
d = d[d["item"].notna() & ~d["item"].str.upper().isin(["POST", "POSTAGE", "SHIPPING", "DISCOUNT", "MANUAL", "FEE", "TEST", "SAMPLE"])]
account("products", before)
before = len(d)
d = d[~((d.kind != "refund") & (d.quantity <= 0)) & ~(d.quantity > 1e6)]
account("quantities", before)
before = len(d)
d = d[~((d.kind == "purchase") & (d.price <= 0))]
account("prices", before)

# a return meets the latest purchase before it; ours goes on to others where that one was too small
before = len(d)
back = d[d.kind == "refund"].sort_values("time")
sold = d[d.kind == "purchase"].sort_values("time")
sold = sold.assign(row=sold.index)
met = pd.merge_asof(back[["person", "item", "time", "quantity"]], sold[["person", "item", "time", "row"]], on="time", by=["person", "item"], tolerance=pd.Timedelta(days=365))
returned = met.dropna(subset=["row"]).groupby("row").quantity.sum()
d = d[d.kind != "refund"]
d["returned"] = returned.reindex(d.index).fillna(0)
account("returns", before)

cleaned = time.perf_counter()
d["user_no"] = pd.factorize(d.person)[0]
d["item_no"] = pd.factorize(d["item"])[0]
d[["user_no", "person", "item_no", "item", "time", "kind", "quantity", "returned", "price"]].to_parquet(target + ".parquet", compression="zstd")
done = time.perf_counter()
print(
    json.dumps(
        {
            "rows": before,
            "kept": len(d),
            "steps": steps,
            "seconds": {"read": read - started, "steps": cleaned - read, "write": done - cleaned, "whole": done - started},
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    )
)
