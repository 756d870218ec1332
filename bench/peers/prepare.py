"""The same cleaning as bench/prepare/ours.ts in pandas, vectorised: raw events from Parquet, clean events and the ledger into Parquet."""
import json
import os
import resource
import sys
import time

import numpy as np
import pandas as pd

source, target = sys.argv[1:3]
config = json.loads(sys.argv[3])  # that of src/prepare/config.ts, so that both sides look for the same ids
started = time.perf_counter()
d = pd.read_parquet(source)
# ids that turn up again and again are numbers with a name each, to pandas as to us; rows count from 1 as in a file
for column in ["kind", "user", "visitor", "item", "order_no"]:
    d[column] = d[column].astype("category")
d.index += 1
log = d
d = d.sort_values("time", kind="stable")
read = time.perf_counter()
steps, ledger = [], []


def account(step, taken, fate="dropped", why="", into_row=None):
    """Takes rows out and writes down why: `taken` is a mask over d, `why` and `into_row` one value or one for each of them."""
    global d
    steps.append({"step": step, "gone": int(taken.sum()), "filled": 0})
    gone = d.index[taken]
    if len(gone):
        ledger.append(pd.DataFrame({"step": step, "fate": fate, "why": why, "into_row": into_row}, index=gone).sort_index())
        d = d[~taken]


def changed(step, rows, field, before, after, why):
    steps[-1]["filled"] = len(rows)
    if len(rows):
        ledger.append(pd.DataFrame({"step": step, "fate": "changed", "why": why, "field": field, "before": before, "after": after}, index=rows).sort_index())


def nothing(step):
    steps.append({"step": step, "gone": 0, "filled": 0})


# exact-repeats
keys = ["item", "user", "visitor", "order_no", "kind", "time", "quantity", "price"]
again = d.duplicated(keys)
twins = d[d.duplicated(keys, keep=False)]
first = pd.Series(twins.index, index=twins.index).groupby([twins[k] for k in keys], dropna=False, sort=False, observed=True).transform("first")
account("exact-repeats", again, "merged", "same person, product, moment, order, quantity and price as an earlier line", first[again[again].index])

# people
pairs = d[["visitor", "user"]].dropna().drop_duplicates()
owner = pairs.groupby("visitor", observed=True).user.agg(["first", "size"])
owner = owner.loc[owner["size"] == 1, "first"]
names = pd.Index(d.user.cat.categories).append("visitor:" + pd.Index(d.visitor.cat.categories))
code = d.user.cat.codes.to_numpy().astype("int32")
# browser -> person: the one who signs in on it, else one of its own
of_visitor = np.arange(len(d.visitor.cat.categories), dtype="int32") + len(d.user.cat.categories)
own = of_visitor.copy()
of_visitor[d.visitor.cat.categories.get_indexer(owner.index)] = d.user.cat.categories.get_indexer(owner)
browser = d.visitor.cat.codes.to_numpy()
signed_out = (code < 0) & (browser >= 0)
code[signed_out] = of_visitor[browser[signed_out]]
filled = np.zeros(len(d), dtype=bool)
filled[signed_out] = code[signed_out] != own[browser[signed_out]]
d["person"] = code
filled = d.index[filled]
after = pd.Categorical.from_codes(d.person[filled], names)
account("people", d.person < 0, why="names neither customer nor visitor")
changed("people", filled, "customer", None, after, "signs in on the same browser")

# near-repeats
keys = ["person", "item", "kind", "order_no", "quantity", "price"]
by = d.groupby(keys, dropna=False, sort=False, observed=True)
again = by.time.diff() <= pd.Timedelta(seconds=2)
run = d.index.to_series().where(~again)
first = run.groupby(by.ngroup()).ffill()
account("near-repeats", again, "merged", "the same again within 2 s", first[again].astype("int64"))

# repeated-orders
sold = d[(d.kind == "purchase") & d.order_no.notna()]
count = sold.order_no.value_counts()
sold = sold[sold.order_no.isin(count.index[count >= 2])]
line = sold["item"].astype(str) + "×" + sold.quantity.astype(str) + "@" + sold.price.astype(str)
sold = sold.assign(line=line).sort_values(["order_no", "line"], kind="stable")
orders = sold.groupby("order_no", observed=True).agg(person=("person", "first"), time=("time", "min"), content=("line", "|".join))
orders = orders.sort_values("time", kind="stable")
same = orders.groupby(["person", "content"], sort=False)
repeats = same.time.diff() <= pd.Timedelta(minutes=10)
stays = pd.Series(orders.index.astype(str), index=orders.index).where(~repeats).groupby(same.ngroup()).ffill()
copies = sold[sold.order_no.isin(orders.index[repeats])]
nth = sold.groupby("order_no", observed=True).cumcount()
place = pd.Series(sold.index, index=pd.MultiIndex.from_arrays([sold.order_no.astype(str), nth]))
into = place.reindex(pd.MultiIndex.from_arrays([copies.order_no.map(stays), nth[copies.index]])).to_numpy()
into = pd.Series(into, index=copies.index)
taken = pd.Series(d.index.isin(copies.index), index=d.index)
account("repeated-orders", taken, "merged", "order " + d.order_no[taken].astype(str) + " repeats an order of the same person", into.reindex(d.index[taken]))

# staff-and-tests
pattern = config["staffPattern"]
staff = np.asarray(names.str.match(pattern, case=False))
tests = d.order_no.cat.categories[d.order_no.cat.categories.str.match(pattern, case=False)]
account("staff-and-tests", staff[d.person] | d.order_no.isin(tests), "quarantined", "of the shop’s own people, or a test")

# bots
wanting = d.person[d.kind.isin(["add_to_cart", "wishlist", "purchase", "rating", "search"])].unique()
size = d.person.value_counts()
lookers = size.index[size >= 30].difference(wanting)
e = d[d.person.isin(lookers)].sort_values(["person", "time"])
e = e.assign(day=e.time.dt.floor("D"), hour=e.time.dt.hour)
rate = (e.groupby(["person", "day"]).size().groupby("person").max() / 500).clip(upper=1)
hours = e.drop_duplicates(["person", "day", "hour"]).groupby(["person", "day"]).size().groupby("person").max()
sleepless = ((hours - 12) / 12).clip(lower=0)
pause = e.groupby("person").time.diff().dt.total_seconds()
pause = pause[(pause > 0) & (pause <= 1800)]
by = pause.groupby(e.person)
enough = by.size() >= 30
q = by.quantile([0.25, 0.5, 0.75], interpolation="lower").unstack()
rhythm = (1 - ((q[0.75] - q[0.25]) / (0.5 * q[0.5])).clip(upper=1)).where(enough, 0) if len(q) else rate * 0
haste = ((pause <= 3).groupby(e.person).mean() / 0.7).clip(upper=1).where(enough, 0) if len(q) else rate * 0
parts = pd.DataFrame({"rate": rate, "rhythm": rhythm, "haste": haste, "sleepless": sleepless}).fillna(0)
parts = parts[parts.sum(axis=1) >= 0.5]
said = {p: f"acts like a machine, {row.sum():.2f} of 4: " + ", ".join(f"{k} {v:.2f}" for k, v in row.items() if v >= 0.25) for p, row in parts.iterrows()}
taken = d.person.isin(parts.index)
account("bots", taken, "quarantined", d.person[taken].map(said))

# products
items = d["item"].cat.categories
other = config["nonProducts"]
taken = d["item"].isna() | d["item"].isin(items[items.str.strip().str.upper().isin(other)])
what = d["item"][taken]
account("products", taken, why=('"' + what.astype(str) + '" is no product').where(what.notna(), "names no product"))
nothing("product-twins")

none = d.quantity.where(d.kind != "refund", d.quantity.abs()) <= 0
many = d.quantity.abs() > 1e6
reason = np.where(none, "no or minus pieces, and no return", "more than 1000000 pieces")[none | many]
account("quantities", none | many, np.where(none, "dropped", "quarantined")[none | many], reason)
account("prices", (d.kind == "purchase") & (d.price <= 0), why="a purchase at a price of nothing or less")

# outliers, found anew until nothing is far off
day = d.time.dt.floor("D")
size = d.person.value_counts()
suspects = d[d.person.isin(size.index[size > 200])]
moments = suspects.drop_duplicates(["person", "time"]).groupby(["person", day]).size()
placed = suspects[(suspects.kind == "purchase") & suspects.order_no.notna()].drop_duplicates(["person", "order_no"])
placed = placed.groupby(["person", day]).size()
busy = moments.index[moments > 10_000].append(placed.index[placed > 200]).get_level_values(0).unique()
far = d.person.isin(busy)
while True:
    x = d.loc[~far & (d.kind != "refund"), ["item", "price", "quantity"]]
    price = x[x.price > 0].groupby("item", observed=True).price
    usual = price.median()[price.size() >= 10]
    usual = x["item"].map(usual).astype("float64")
    costs = (x.price > 0) & ((x.price > 20 * usual) | (x.price < usual / 20))
    pieces = x[x.quantity > 0].groupby("item", observed=True).quantity
    most = pieces.quantile(0.99).where(pieces.size() >= 200, x.quantity[x.quantity > 0].quantile(0.99))
    sells = (x.quantity >= 1000) & (x.quantity > 20 * x["item"].map(most).astype("float64"))
    found = x.index[costs | sells]
    if not len(found):
        break
    far |= d.index.isin(found)
account("outliers", far, "quarantined", "far from what is usual")

# returns: a return meets the latest purchase before it; ours goes on to others where that one was too small
back = d[d.kind == "refund"].sort_values("time", kind="stable")
sold = d[d.kind == "purchase"].sort_values("time", kind="stable")
# an order's own purchase first, then the latest
columns = ["person", "item", "time"]
left = back[[*columns, "order_no"]].assign(back=back.index, pieces=back.quantity.abs().fillna(1))
right = sold[[*columns, "order_no"]].assign(sold=sold.index, had=sold.quantity.fillna(1))
right = right[right.person.isin(left.person)]
year = pd.Timedelta(days=365)
own = pd.merge_asof(left.dropna(subset=["order_no"]), right, on="time", by=["person", "item", "order_no"], tolerance=year)
latest = pd.merge_asof(left, right.drop(columns="order_no"), on="time", by=["person", "item"], tolerance=year)
met = own.dropna(subset=["sold"]).set_index("back")[["sold", "pieces", "had"]]
met = met.combine_first(latest.dropna(subset=["sold"]).set_index("back")[["sold", "pieces", "had"]])
came = met.groupby("sold").agg(pieces=("pieces", "sum"), had=("had", "first")).min(axis=1)
events = met.assign(time=d.time[met.index], pieces=met[["pieces", "had"]].min(axis=1))[["sold", "time", "pieces"]].sort_values(["sold", "time"])
pairs = pd.Series(events[["time", "pieces"]].to_dict("records"), index=events.sold)
cameback = pairs.groupby(level=0).agg(list)
taken = d.kind == "refund"
into = met.sold.reindex(d.index[taken])
matched = into.notna().to_numpy()
account("returns", taken, np.where(matched, "merged", "dropped"), np.where(matched, "set against its purchase", "no purchase of this person and product before it"), into)

# wholesale: a segment of their own
lines = d[(d.kind == "purchase") & (d.quantity > 0)]
by = lines.groupby("person").quantity
whole = by.sum()
total = np.log(whole)
spread = 1.4826 * (total - total.median()).abs().median()
usual = lines.quantity.median()
typical, n = by.median(), by.size()
big = (typical >= 10 * usual) | ((total - total.median()) / spread > 3.5 if spread > 0 else False)
buyers = n.index[big & (n >= 5)]
first = d[d.person.isin(buyers)].sort_index().drop_duplicates("person")
why = [f"{n[p]:,} lines of {whole[p]:,.0f} pieces in all, half of them of {typical[p]:g} and more ({usual:g} in the shop)" for p in first.person]
nothing("wholesale")
changed("wholesale", first.index, "segment", None, "wholesale", why)

# gifts: the mark counts although its line is no product
marks = log["item"].cat.categories
marks = marks[marks.str.match(config["giftPattern"], case=False)]
given = log.order_no[(log.kind == "purchase") & log["item"].isin(marks)].dropna().unique()
gifts = d.index[(d.kind == "purchase") & d.order_no.isin(given)]
nothing("gifts")
if len(gifts):
    raise SystemExit("the made log has no gifts")
for step in ["variants", "required-fields", "minimum-counts"]:
    nothing(step)

cleaned = time.perf_counter()
user_no, users = pd.factorize(d.person)
item_no, _ = pd.factorize(d["item"])
pd.DataFrame(
    {
        "user_no": user_no.astype("uint32"),
        "user": pd.Categorical.from_codes(d.person, names),
        "item_no": item_no.astype("uint32"),
        "item": d["item"].array,
        "time": d.time.array,
        "kind": d.kind.array,
        "quantity": d.quantity.fillna(1).astype("float32").array,
        "returned": came.reindex(d.index).fillna(0).astype("float32").array,
        "price": d.price.astype("float32").array,
        "rating": np.full(len(d), np.nan, dtype="float32"),
        "returns": cameback.reindex(d.index).array,
    }
).to_parquet(target + ".parquet", compression="zstd")
entries = pd.concat(ledger)
for column in ["step", "fate", "why", "field"]:
    entries[column] = entries[column].astype("category")
entries = entries.join(log)
entries.insert(0, "line", entries.index)
entries = entries.rename(columns={"user": "customer"}).assign(row=entries.line, file=os.path.basename(source))
entries.to_parquet(target + ".ledger.parquet", compression="zstd", index=False)
done = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "rows": len(log),
            "kept": len(d),
            "steps": steps,
            "entries": len(entries),
            "seconds": {"read": read - started, "steps": cleaned - read, "write": done - cleaned, "whole": done - started},
            "cpuSeconds": used.ru_utime + used.ru_stime,
            "peakBytes": used.ru_maxrss * 1024,
        }
    )
)
