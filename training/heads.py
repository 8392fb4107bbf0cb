"""Small heads on top of the block model: the page type, and the calibration of the expected score."""

import numpy as np
from sklearn.isotonic import IsotonicRegression

import judge
import threshold

KNOTS = 12
PAGE_TYPE_RECIPE = judge.Recipe(n_trees=40, n_leaves=6, rate=0.08)
PAGE_TYPE_PARAMETERS = {
    "objective": "multiclass",
    "feature_fraction": 0.3,
    "min_data_in_leaf": 10,
    "min_sum_hessian_in_leaf": 0.5,
    "lambda_l2": 3.0,
}


def mean_row(features: np.ndarray, words: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The mean row of a page, each block weighted by its probability times its words. NaN and blocks below all
    thresholds are ignored.

    A column that is NaN in all weighted blocks stays NaN; so do all columns of a page without blocks.
    """
    weights = np.where(p < 1 / threshold.GRID, 0, p * np.minimum(words, judge.MAX_BLOCK_WORDS))
    weights = np.where(np.isnan(features), 0, weights[:, None])
    total = weights.sum(axis=0)
    sums = (np.nan_to_num(features) * weights).sum(axis=0)
    return np.where(total > 0, sums / np.where(total > 0, total, 1), np.nan).astype(np.float32)


def train_page_type(rows: np.ndarray, names: list[str], types: np.ndarray, n_types: int) -> judge.Forest:
    """One tree per type and round; the type with the highest sum wins. `types` are numbers."""
    counts = np.bincount(types, minlength=n_types)
    # Rare types get a higher weight per page, but a lower total weight than frequent ones.
    weights = 1 / np.sqrt(counts[types])
    extra = PAGE_TYPE_PARAMETERS | {"num_class": n_types}
    return judge.train(rows, names, types, weights, PAGE_TYPE_RECIPE, extra)


def predict_page_type(forest: judge.Forest, rows: np.ndarray, names: list[str], n_types: int) -> np.ndarray:
    """The number of each page's type."""
    trees = forest.trees(rows, names)
    return trees.reshape(len(rows), -1, n_types).sum(axis=1).argmax(axis=1)


def calibrate(expected: np.ndarray, real: np.ndarray) -> list[list[float]]:
    """Points of a monotonic piecewise-linear function from the expected score to the real one on held-out pages."""
    order = np.argsort(expected, kind="stable")
    bins = np.array_split(order, KNOTS)
    x = np.array([expected[b].mean() for b in bins])
    y = IsotonicRegression().fit(x, [real[b].mean() for b in bins]).predict(x)
    points = [[float(f"{a:.4f}"), float(f"{b:.4f}")] for a, b in zip(x, y)]
    return [point for k, point in enumerate(points) if k == 0 or point[0] > points[k - 1][0]]


def calibrated(points: list[list[float]], expected: np.ndarray) -> np.ndarray:
    """The value of that function."""
    x, y = zip(*points)
    return np.interp(expected, x, y)
