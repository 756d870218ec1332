"""Off-policy estimates by the Open Bandit Pipeline of one small log, for test/golden/off-policy.test.ts.

pip install numpy==2.4.6 scikit-learn==1.9.1 pandas==3.1.1 scipy==1.17.1 && pip install --no-deps obp==0.4.1
python bench/peers/off_policy_golden.py > test/golden/off-policy.json

Only the estimators are loaded: the package itself asks for PyTorch, which they do not use.
"""
import importlib.util
import json
import os
import sys
import types

import numpy as np

root = next(os.path.join(p, "obp") for p in sys.path if os.path.isdir(os.path.join(p, "obp", "ope")))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(root, path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


for package in ("obp", "obp.ope"):
    sys.modules[package] = types.ModuleType(package)
    sys.modules[package].__path__ = [os.path.join(root, package[4:])]
# named in annotations only
sys.modules["torch"] = types.SimpleNamespace(Tensor=np.ndarray)
load("obp.utils", "utils.py")
estimators = load("obp.ope.estimators", "ope/estimators.py")

rng = np.random.default_rng(12345)
n, n_actions, n_cells = 40, 3, 2
cell = rng.integers(0, n_cells, n)
logging = rng.dirichlet(np.ones(n_actions) * 2, n_cells).round(4)
logging[:, -1] = (1 - logging[:, :-1].sum(1)).round(4)
evaluation = rng.dirichlet(np.ones(n_actions), n_cells).round(4)
evaluation[:, -1] = (1 - evaluation[:, :-1].sum(1)).round(4)
model = rng.uniform(0, 1, (n_cells, n_actions)).round(4)
action = np.array([rng.choice(n_actions, p=logging[c]) for c in cell])
reward = rng.binomial(1, 0.4, n) * rng.uniform(0.5, 2, n).round(3)
position = np.zeros(n, dtype=int)
log = dict(
    reward=reward,
    action=action,
    position=position,
    pscore=logging[cell, action],
    action_dist=evaluation[cell][:, :, None],
)
learnt = dict(estimated_rewards_by_reg_model=model[cell][:, :, None])
tau = 1.2
answers = {
    "ips": estimators.InverseProbabilityWeighting().estimate_policy_value(**log),
    "snips": estimators.SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**log),
    "dm": estimators.DirectMethod().estimate_policy_value(**log, **learnt),
    "dr": estimators.DoublyRobust().estimate_policy_value(**log, **learnt),
    "switch-dr": estimators.SwitchDoublyRobust(tau=tau).estimate_policy_value(**log, **learnt),
}
# a deterministic policy on the same log: what the replay of Li et al. keeps
best = np.eye(n_actions)[model.argmax(1)][cell]
answers["replay"] = estimators.ReplayMethod().estimate_policy_value(
    reward=reward, action=action, position=position, action_dist=best[:, :, None]
)
print(
    json.dumps(
        {
            "by": "obp 0.4.1, numpy " + np.__version__,
            "cell": cell.tolist(),
            "action": action.tolist(),
            "reward": reward.tolist(),
            "logging": logging.tolist(),
            "evaluation": evaluation.tolist(),
            "model": model.tolist(),
            "tau": tau,
            "answers": {k: float(v) for k, v in answers.items()},
        }
    )
)
