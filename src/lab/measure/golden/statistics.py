"""Makes statistics.json, the numbers that statistics.ts and significance.ts are held against: python statistics.py > statistics.json (numpy, scipy)."""

import json

import numpy
import scipy
from scipy import stats

draw = numpy.random.default_rng(7)


def listed(values):
    return [float(value) for value in values]


def correlated(n, decimals=None):
    a = draw.normal(size=n)
    b = 0.5 * a + draw.normal(size=n)
    if decimals is not None:
        a, b = a.round(decimals), b.round(decimals)
    return {
        "a": listed(a),
        "b": listed(b),
        "pearson": float(stats.pearsonr(a, b).statistic),
        "spearman": float(stats.spearmanr(a, b).statistic),
        "ranks": listed(stats.rankdata(a)),
    }


def signed_ranks(n, shift, decimals=None):
    d = draw.normal(shift, 1, n)
    if decimals is not None:
        d = d.round(decimals)
    found = stats.wilcoxon(d)
    return {"differences": listed(d), "statistic": float(found.statistic), "pValue": float(found.pvalue)}


def randomized(n, shift):
    d = draw.normal(shift, 1, n)
    found = stats.permutation_test((d,), lambda x, axis: x.mean(axis), permutation_type="samples", vectorized=True)
    return {"differences": listed(d), "statistic": float(found.statistic), "pValue": float(found.pvalue)}


def resampled(n):
    sample = draw.lognormal(size=n)
    interval = {
        name: listed(
            stats.bootstrap((sample,), of, method="percentile", n_resamples=200_000, batch=10_000, random_state=draw).confidence_interval
        )
        for name, of in {"mean": numpy.mean, "median": numpy.median}.items()
    }
    return {"sample": listed(sample), **interval}


print(
    json.dumps(
        {
            "madeWith": f"numpy {numpy.__version__}, scipy {scipy.__version__}",
            "correlations": [correlated(10), correlated(25), correlated(40, decimals=1)],
            "wilcoxon": [
                signed_ranks(8, 0.5),
                signed_ranks(20, 0.8),
                signed_ranks(50, 0.2),
                signed_ranks(60, 0.3),
                signed_ranks(30, 0.4, decimals=1),
            ],
            "randomization": [randomized(6, 1.0), randomized(10, 0.4), randomized(12, 0.0)],
            "bootstrap": [resampled(15), resampled(60)],
        },
        indent=1,
    )
)
