#!/usr/bin/env python3
"""read_back.py FILE.h5: recomputes figures from the raw datasets and compares them with /summary.

For every clock: mean, share within the first threshold and the 0.9 quantile; for every level its mean; for every count
its total. Exit 0 when all agree, 1 when not, 77 when h5py is missing. FILE.h5 comes from write_sample or from a run.
"""
import os
import sys

try:
    import h5py
    import numpy as np
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

sys.dont_write_bytecode = True  # no __pycache__ beside the scripts
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))
from read_results import summary, wide  # noqa: E402  (the example must work, so the test uses it)


def duration_text(ms):
    """Only as far as the tests need it: whole hours below a day, or whole minutes."""
    return f"{ms / 3_600_000:g} h" if ms % 360_000 == 0 else f"{ms / 60_000:g} min"


def quantile(edges, counts, first, q):
    """Hyndman & Fan type 7 on the histogram, each bin's values spread evenly over its whole milliseconds."""
    before = np.concatenate([[0], np.cumsum(counts)])
    total = int(before[-1])

    def value(rank):
        b = int(np.searchsorted(before, rank, side="right")) - 1
        low, high = int(edges[first + b]), int(edges[first + b + 1]) - 1
        return low + (high - low) * ((rank - before[b]) + 0.5) / counts[b]

    h = (total - 1) * q
    rank = int(h)
    low = value(rank)
    return low + (h - rank) * (value(min(rank + 1, total - 1)) - low)


def main(path):
    wrong = 0
    compared = 0
    with h5py.File(path, "r") as file:
        table = {(r["measure"], r["statistic"], r["part"]): r["value"] for r in summary(file)}

        def compare(key, value, tolerance=1e-9):
            nonlocal wrong, compared
            compared += 1
            if not np.isclose(table[key], float(value), rtol=tolerance, atol=0, equal_nan=True):
                print(f"{key}: /summary has {table[key]}, the raw datasets give {value}")
                wrong += 1

        edges = file["bins/edge_ms"][()]
        for clock in file["clocks"].values():
            name, n = clock.attrs["name"], int(clock["n"][()].sum())
            if n == 0:
                continue
            if not clock.attrs["average_replications"]:
                compare((name, "mean", ""), wide(clock, "sum_ms").sum() / n / 60_000)
                for k, ms in enumerate(clock["thresholds_ms"][()]):
                    within = int(clock["within"][:, :, k].sum())
                    compare((name, "share_within " + duration_text(int(ms)), ""), within / n)
            counts = clock["histogram"][()].sum(axis=(0, 1))
            assert counts.sum() == n, f"{name}: the histogram does not hold every duration"
            first = int(clock.attrs["histogram_first_bin"])
            compare((name, "quantile 0.9", ""), quantile(edges, counts, first, 0.9) / 60_000)
        for level in file["levels"].values():
            mean = wide(level, "area_ms").sum(axis=1) / int(file.attrs["length_ms"])
            compare((level.attrs["name"], "mean", ""), np.mean(mean.astype(float)))
            assert np.allclose(level["mean"][()].sum(axis=1), mean.astype(float))
        for count in file["counts"].values():
            compare((count.attrs["name"], "total", ""), count["total"][()].sum(axis=1).mean())
        for name, dataset in ((n, d) for n, d in everything(file) if isinstance(d, h5py.Dataset)):
            for attribute in ("unit", "definition", "dimensions"):
                assert isinstance(dataset.attrs[attribute], str), f"{name} has no {attribute}"
    print(f"{compared} figures compared, {wrong} wrong")
    return 1 if wrong or compared == 0 else 0


def everything(file):
    found = []
    file.visititems(lambda name, item: found.append((name, item)))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
