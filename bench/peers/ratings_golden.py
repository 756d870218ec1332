"""Writes test/golden/ratings.json: a small set of ratings and what scikit-surprise predicts of it.

Usage: ratings_golden.py > test/golden/ratings.json        (scikit-surprise 1.1.4, numpy 1.26; surprise-requirements.txt)

No user or item is unknown, and k is above the number of raters, so that ties do not choose neighbours. Ratings stand in the order
of users and items, as our matrix has them; the first factors of SVD are stored, so that its gradients can be followed.
"""
import json
import sys

import numpy as np
import surprise
from surprise import Dataset, Reader

N_USERS, N_ITEMS = 40, 25
rng = np.random.RandomState(20100601)
taste, trait = rng.normal(size=(N_USERS, 3)), rng.normal(size=(N_ITEMS, 3))
wanted = 3 + 0.8 * rng.normal(size=N_ITEMS) + 0.5 * rng.normal(size=(N_USERS, 1)) + 0.5 * taste @ trait.T
ratings = np.clip(np.round(2 * (wanted + 0.4 * rng.normal(size=wanted.shape))) / 2, 0.5, 5)
rated = rng.uniform(size=ratings.shape) < 0.45
rated[np.arange(N_USERS), np.arange(N_USERS) % N_ITEMS] = True
users, items = np.nonzero(rated)


def trainset(times):
    rows = [(int(u), int(i), times * float(ratings[u, i]), None) for u, i in zip(users, items)]
    return Dataset(Reader(rating_scale=(0.5 * times, 5 * times))).construct_trainset(rows)


train = trainset(1)
asked = [(int(u), int(i)) for u, i in zip(*np.nonzero(~rated))][::4]


def predicted(algorithm):
    algorithm.fit(train)
    return [round(algorithm.predict(u, i).est, 9) for u, i in asked]


def slope_one():
    """SlopeOne holds ratings in C ints, which cuts half stars off: it is asked about twice the ratings."""
    algorithm = surprise.SlopeOne().fit(trainset(2))
    return [round(algorithm.predict(u, i).est / 2, 9) for u, i in asked]


def nmf_objective(dim, epochs, ridge):
    a = surprise.NMF(n_factors=dim, n_epochs=epochs, reg_pu=ridge, reg_qi=ridge, random_state=3).fit(train)
    sum_of = 0.0
    for u, i, r in train.all_ratings():
        sum_of += (r - a.pu[u] @ a.qi[i]) ** 2 + ridge * (a.pu[u] @ a.pu[u] + a.qi[i] @ a.qi[i])
    return round(sum_of, 6)


def knn(cls, name, user_based, **options):
    similarity = {"name": name, "user_based": user_based, **options}
    return predicted(cls(k=60, sim_options=similarity, verbose=False))


class StoredSVD(surprise.SVD):
    """SVD whose first factors are kept, in the order of our users and items."""

    def fit(self, trainset):
        draw = np.random.RandomState(self.random_state)
        pu = draw.normal(self.init_mean, self.init_std_dev, (trainset.n_users, self.n_factors))
        qi = draw.normal(self.init_mean, self.init_std_dev, (trainset.n_items, self.n_factors))
        self.first = {
            "P": [pu[trainset.to_inner_uid(u)].round(12).tolist() for u in range(N_USERS)],
            "Q": [qi[trainset.to_inner_iid(i)].round(12).tolist() for i in range(N_ITEMS)],
        }
        return super().fit(trainset)


svd = StoredSVD(n_factors=4, n_epochs=12, lr_all=0.02, reg_all=0.05, random_state=7)
answers = {
    "baseline": predicted(surprise.BaselineOnly(verbose=False)),
    "baseline:sgd": predicted(surprise.BaselineOnly(bsl_options={"method": "sgd"}, verbose=False)),
    "slope-one": slope_one(),
    "nmf": {"dim": 4, "lambda": 0.06, "objective": nmf_objective(4, 300, 0.06)},
    "svd": predicted(svd),
    "knn": {
        f"{centre} {name} {'people' if by_user else 'items'}": knn(cls, name.replace("-", "_"), by_user)
        for centre, cls in {
            "none": surprise.KNNBasic,
            "mean": surprise.KNNWithMeans,
            "z-score": surprise.KNNWithZScore,
            "baseline": surprise.KNNBaseline,
        }.items()
        for name in ("cosine", "msd", "pearson", "pearson-baseline")
        for by_user in (True, False)
    },
    "shrunk": knn(surprise.KNNBaseline, "pearson_baseline", False, shrinkage=20, min_support=4),
}
json.dump(
    {
        "made": f"scikit-surprise {surprise.__version__}, numpy {np.__version__}",
        "nUsers": N_USERS,
        "nItems": N_ITEMS,
        "user": users.tolist(),
        "item": items.tolist(),
        "value": [float(ratings[u, i]) for u, i in zip(users, items)],
        "askedUser": [u for u, _ in asked],
        "askedItem": [i for _, i in asked],
        "first": svd.first,
        "answers": answers,
    },
    sys.stdout,
    separators=(",", ":"),
)
sys.stdout.write("\n")
