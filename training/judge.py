"""The block model: boosted trees over quantised features, and their export.

Features are quantised with our own edges before LightGBM is trained on the integers. A threshold between two integers is an
edge, so the exported trees give exactly the trained predictions in dehusk.
"""

from dataclasses import dataclass, field, replace

import lightgbm as lgb
import numpy as np

MAX_EDGES = 126
MAX_LEAF = 32767
BLOCKS_A_PAGE = 200
MAX_BLOCK_WORDS = 200
ROWS_FOR_EDGES = 100_000
TREES_FOR_GAIN = 50
# The weights file stores the index of a feature in two bytes.
MAX_FEATURES = 65_536
SEED = 7
# As in src/model.rs: evaluation of a block stops after these numbers of trees if its log-odds are not in OPEN.
STOPS = 16, 40, 80, 130
OPEN = -3.2, 4.0

PARAMETERS = {
    "objective": "binary",
    # Every row takes the same number of steps through a tree: the depth of its deepest leaf (src/forest/mod.rs).
    "max_depth": 5,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "min_data_in_leaf": 50,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 5.0,
    "max_bin": 255,
    "min_data_in_bin": 1,
    "bin_construct_sample_cnt": 10**9,
    "feature_pre_filter": False,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}


@dataclass
class Forest:
    """Trees as flat arrays, in the format of `src/forest/mod.rs`: a child of a split is the index of a split in the same tree,
    or `!leaf`. `edge` is the index of an edge of the split's feature: a value of at most that edge goes left.
    """

    features: list[str]
    edges: list[np.ndarray]
    n_leaves: list[int] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    edge: list[int] = field(default_factory=list)
    missing_left: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    scale: float = 1.0
    bias: float = 0.0

    def trees(self, features: np.ndarray, names: list[str]) -> np.ndarray:
        """The output of each tree for each row: rows by trees. `names` are the column names."""
        columns = np.array([names.index(name) for name in self.features], np.int64)
        out = np.empty((len(features), len(self.n_leaves)), np.float32)
        threshold = np.array([self.edges[f][e] for f, e in zip(self.feature, self.edge)], np.float32)
        column, missing_left = columns[self.feature], np.array(self.missing_left, bool)
        left, right = np.array(self.left), np.array(self.right)
        leaves = np.array(self.leaves, np.float32) * np.float32(self.scale)
        split = leaf = 0
        for tree, n in enumerate(self.n_leaves):
            at = np.zeros(len(features), np.int64) if n > 1 else np.full(len(features), -1)
            while (walking := np.flatnonzero(at >= 0)).size:
                here = split + at[walking]
                value = features[walking, column[here]]
                is_left = np.where(np.isnan(value), missing_left[here], value <= threshold[here])
                at[walking] = np.where(is_left, left[here], right[here])
            out[:, tree] = leaves[leaf + ~at]
            split, leaf = split + n - 1, leaf + n
        return out


def probabilities(forest: Forest, features: np.ndarray, names: list[str]) -> np.ndarray:
    """The probability that each block is content, with early stopping as in dehusk."""
    margins = forest.bias + np.cumsum(forest.trees(features, names), axis=1, dtype=np.float64)
    margin = margins[:, -1]
    for stop in sorted(STOPS, reverse=True):
        if margins.shape[1] > stop:
            early = margins[:, stop - 1]
            margin = np.where((early < OPEN[0]) | (early >= OPEN[1]), early, margin)
    return 1 / (1 + np.exp(-margin))


def mean(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """The probabilities with the mean log-odds of two forests."""
    odds = [np.log(part / (1 - part)) for part in (np.clip(p, 1e-4, 1 - 1e-4), np.clip(q, 1e-4, 1 - 1e-4))]
    return 1 / (1 + np.exp(-sum(odds) / 2))


def sample_weights(words, labels, page_of_block, page_weight, more_words=0) -> np.ndarray:
    """The sample weight of each block: its clamped words, plus `more_words` on some pages; all pages have the same total."""
    counted = np.minimum(words, MAX_BLOCK_WORDS) + np.broadcast_to(more_words, len(page_weight))[page_of_block]
    weights = np.where(labels >= 0, counted, 0).astype(float)
    of_page = np.bincount(page_of_block, weights, minlength=len(page_weight))
    factor = page_weight / np.maximum(of_page, 1e-9)
    return weights * factor[page_of_block]


def thinned(weights: np.ndarray, page_of_block: np.ndarray) -> np.ndarray:
    """The weights with all but about 200 blocks per page set to 0, and the others scaled up to compensate."""
    n_blocks = np.bincount(page_of_block, weights > 0)
    share = np.minimum(1, BLOCKS_A_PAGE / np.maximum(n_blocks, 1))[page_of_block]
    stays = np.random.default_rng(SEED).random(len(weights)) < share
    return np.where(stays, weights / share, 0)


def rows_for_edges(n_rows: int) -> np.ndarray:
    """A sample of the rows, sufficient for the edges."""
    return np.random.default_rng(SEED).permutation(n_rows)[:ROWS_FOR_EDGES]


def find_edges(values: np.ndarray) -> np.ndarray:
    """At most 126 edges that split a feature's values evenly, each between two occurring values."""
    distinct, counts = np.unique(values[np.isfinite(values)], return_counts=True)
    if len(distinct) < 2:
        return np.empty(0, np.float32)
    if len(distinct) <= MAX_EDGES + 1:
        last_below = np.arange(len(distinct) - 1)
    else:
        reached = np.cumsum(counts) / counts.sum()
        wanted = np.arange(1, MAX_EDGES + 1) / (MAX_EDGES + 1)
        last_below = np.unique(np.searchsorted(reached, wanted))
        last_below = last_below[last_below < len(distinct) - 1]
    return np.array([_short_between(distinct[i], distinct[i + 1]) for i in last_below], np.float32)


def _short_between(low: np.float32, high: np.float32) -> np.float32:
    """A short decimal that is at least `low` and below `high`."""
    middle = float(low) + (float(high) - float(low)) / 2
    for digits in range(1, 9):
        short = np.float32(f"{middle:.{digits}g}")
        if low <= short < high:
            return short
    return low


def quantise(features: np.ndarray, edges: list[np.ndarray]) -> np.ndarray:
    """For each value the number of edges below it; NaN is unchanged."""
    out = np.empty(features.shape, np.float32)
    for j, edge in enumerate(edges):
        out[:, j] = np.searchsorted(edge, features[:, j], side="left")
        out[np.isnan(features[:, j]), j] = np.nan
    return out


@dataclass
class Recipe:
    """Hyperparameters: the number of trees, leaves, columns and seeds."""

    n_features: int = 400
    n_trees: int = 560
    n_leaves: int = 26
    n_seeds: int = 1
    rate: float = 0.042
    without: tuple[str, ...] = ()


# The second forest has fewer trees, since most blocks are already decided.
SECOND = Recipe(n_trees=200, n_leaves=20, rate=0.05)


def train(features, names: list[str], labels, weights, recipe: Recipe, extra: dict | None = None) -> Forest:
    """Trees for the rows with a positive weight, over the features with the most gain in a first, shorter training."""
    rows = np.flatnonzero(weights > 0)
    features, labels, weights = features[rows], labels[rows], weights[rows] / weights[rows].mean()
    columns = [j for j, name in enumerate(names) if name not in recipe.without]
    some = rows_for_edges(len(features))
    edges = [find_edges(features[some, j]) for j in columns]
    binned = quantise(features[:, columns], edges)
    n_features = min(recipe.n_features, MAX_FEATURES)
    if n_features < len(columns):
        short = replace(recipe, n_trees=min(recipe.n_trees, TREES_FOR_GAIN))
        gain = _boost(binned, labels, weights, short, SEED, extra).feature_importance("gain")
        best = np.sort(np.argsort(-gain, kind="stable")[:n_features])
        binned, columns, edges = binned[:, best], [columns[j] for j in best], [edges[j] for j in best]
    boosters = [_boost(binned, labels, weights, recipe, SEED + k, extra) for k in range(recipe.n_seeds)]
    return export(boosters, [names[j] for j in columns], edges)


def _boost(binned, labels, weights, recipe: Recipe, seed: int, extra: dict | None) -> lgb.Booster:
    own = {"num_leaves": recipe.n_leaves, "learning_rate": recipe.rate, "seed": seed}
    parameters = PARAMETERS | own | (extra or {})
    data = lgb.Dataset(binned, labels, weight=weights, params=parameters)
    return lgb.train(parameters, data, num_boost_round=recipe.n_trees)


def export(boosters: list[lgb.Booster], names: list[str], edges: list[np.ndarray]) -> Forest:
    """The trees of all boosters, scaled by their share, over the features and edges that they use."""
    # A split of NaN from all numbers has no edge: every number is at most the last one.
    forest = Forest(names, [np.append(edge, np.finfo(np.float32).max) for edge in edges])
    # The boosters alternate, so that the first trees of the file represent all of them.
    trees = [tree for turn in zip(*map(_trees, boosters)) for tree in turn]
    values = np.concatenate([tree["leaf_value"] for tree in trees]) / len(boosters)
    forest.scale = float(f"{np.abs(values).max() / MAX_LEAF * 1.00001:.6g}")
    forest.leaves = np.clip(np.rint(values / forest.scale), -MAX_LEAF, MAX_LEAF).astype(int).tolist()
    for tree in trees:
        forest.n_leaves.append(len(tree["leaf_value"]))
        if len(tree["leaf_value"]) > 1:
            features = tree["split_feature"].astype(int).tolist()
            forest.feature += features
            forest.edge += [int(min(t, len(edges[f]))) for f, t in zip(features, tree["threshold"])]
            forest.missing_left += [int(_goes_left_when_missing(int(kind))) for kind in tree["decision_type"]]
            forest.left += tree["left_child"].astype(int).tolist()
            forest.right += tree["right_child"].astype(int).tolist()
    return _pruned(forest)


def _goes_left_when_missing(decision_type: int) -> bool:
    """Whether NaN goes left, from LightGBM's flags. Bit 1 is the default direction; bits 2 and 3 are the type of missing value.
    The type is 0 if training had no missing values: then NaN counts as 0, and no edge is below 0."""
    return bool(decision_type & 2) if decision_type >> 2 & 3 == 2 else True


def _trees(booster: lgb.Booster) -> list[dict[str, np.ndarray]]:
    trees = []
    for part in booster.model_to_string(importance_type="gain").split("\nTree=")[1:]:
        lines = dict(line.split("=", 1) for line in part.split("\n\n")[0].splitlines() if "=" in line)
        wanted = "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value"
        trees.append({key: np.array(lines[key].split(), float) for key in wanted if key in lines})
    return trees


def _pruned(forest: Forest) -> Forest:
    """The forest with only the features and edges that its splits use."""
    used = sorted(set(zip(forest.feature, forest.edge)))
    features = sorted({feature for feature, _ in used})
    edges = {feature: [edge for f, edge in used if f == feature] for feature in features}
    splits = list(zip(forest.feature, forest.edge))
    forest.feature = [features.index(feature) for feature, _ in splits]
    forest.edge = [edges[feature].index(edge) for feature, edge in splits]
    forest.edges = [forest.edges[feature][edges[feature]] for feature in features]
    forest.features = [forest.features[feature] for feature in features]
    return forest
