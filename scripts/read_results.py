#!/usr/bin/env python3
"""Reads a Careway results file (HDF5) with nothing but h5py and numpy.

    read_results.py FILE.h5            prints the summary table
    read_results.py FILE.h5 CLOCK      and, of one clock, mean (min) and shares for each replication

Reads only; takes less than a second. Units and shapes: sim/output/FORMAT.md, and the attributes of each dataset.
With pandas: pandas.DataFrame(summary(file)) is a tidy table, as is pandas.read_hdf(path, "/summary").
"""
import sys

import h5py
import numpy as np


def wide(group, name):
    """A 128-bit column as Python integers: stored as int64, or as high * 2**64 + low where that is too narrow."""
    if name in group:
        return group[name][()].astype(object)
    high, low = (group[f"{name}_{part}"][()].astype(object) for part in ("high", "low"))
    return high * 2**64 + low


def summary(file):
    """Rows of /summary with texts as str."""
    rows = file["summary"][()]
    return [
        {name: value.decode() if isinstance(value, bytes) else value for name, value in zip(rows.dtype.names, row)}
        for row in rows.tolist()
    ]


def clock_by_replication(file, name):
    """Mean (min) and share within each threshold (by its hours), one number for each replication; sites added up."""
    clock = next(group for group in file["clocks"].values() if group.attrs["name"] == name)
    n = clock["n"][()].sum(axis=1)
    mean = np.array([s / count / 60_000 if count else np.nan for s, count in zip(wide(clock, "sum_ms").sum(axis=1), n)])
    within = clock["within"][()].sum(axis=1)
    shares = {
        ms / 3_600_000: np.divide(within[:, k], n, out=np.full(len(n), np.nan), where=n > 0)
        for k, ms in enumerate(clock["thresholds_ms"][()])
    }
    return mean, shares


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    with h5py.File(arguments[0], "r") as file:
        print(f"{file.attrs['scenario']}: {len(file['replications'])} replications, seed {file.attrs['seed']}")
        for row in summary(file):
            print(f"{row['measure']:40} {row['statistic']:20} {row['part']:20} {row['value']:14.6g} "
                  f"({row['low']:.6g} to {row['high']:.6g}) {row['unit']}")
        for name in arguments[1:]:
            mean, shares = clock_by_replication(file, name)
            print(f"\n{name}, mean (min):", np.round(mean, 2))
            for hours, share in shares.items():
                print(f"{name}, share within {hours:g} h:", np.round(share, 4))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader, such as head, had enough
        sys.stderr.close()
