#!/usr/bin/env python3
"""Draws how long people stay: the share of a clock's durations that have ended, hour by hour, with a band over replications.

    four_hour_curve.py FILE.h5 [CLOCK] [PICTURE]     PICTURE: curve.png by default; .svg and .pdf also work

CLOCK is a dotted name (default: the first clock in the file with a limit of 4 h). Prints the share within each limit, exactly as
counted. Needs h5py, numpy and matplotlib (Debian: python3-h5py python3-matplotlib); nothing of ours.
"""
import sys

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

HOUR = 3_600_000  # milliseconds


def find_clock(file, name):
    clocks = sorted(file["clocks"].values(), key=lambda group: group.attrs["position"])
    for clock in clocks:
        if clock.attrs["name"] == name or (name is None and 4 * HOUR in clock["thresholds_ms"][()]):
            return clock
    known = ", ".join(clock.attrs["name"] for clock in clocks)
    sys.exit(f"four_hour_curve.py: no clock {name or 'with a limit of 4 h'} in this file; it has {known}")


def curves(file, clock):
    """Upper ends of the bins (hours), and for each replication the share of durations that have ended by then."""
    edges = file["bins/edge_ms"][()]
    first = int(clock.attrs["histogram_first_bin"])
    counts = clock["histogram"][()].sum(axis=1)  # sites added up: [replication, bin]
    ends = edges[first + 1 : first + 1 + counts.shape[1]] / HOUR
    counts = counts[:, : len(ends)]
    return ends, counts.cumsum(axis=1) / np.maximum(clock["n"][()].sum(axis=1), 1)[:, None]


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    picture = arguments.pop() if arguments[-1].endswith((".png", ".svg", ".pdf")) else "curve.png"
    with h5py.File(arguments[0], "r") as file:
        clock = find_clock(file, arguments[1] if len(arguments) > 1 else None)
        name = clock.attrs["name"]
        n = clock["n"][()].sum()
        limits = clock["thresholds_ms"][()]
        within = clock["within"][()].sum(axis=(0, 1)) / n
        for limit, share in zip(limits, within):
            print(f"{name}: {100 * share:.3f}% within {limit / HOUR:g} h")
        hours, shares = curves(file, clock)
        low, middle, high = np.quantile(shares, [0.05, 0.5, 0.95], axis=0)
        figure, axes = plt.subplots(figsize=(7, 4))
        axes.fill_between(hours, low, high, step="post", alpha=0.3, label="90% of replications")
        axes.step(hours, middle, where="post", label="middle replication")
        for limit in limits:
            axes.axvline(limit / HOUR, color="grey", linewidth=0.8, linestyle="--")
        axes.set(xlim=(0, 24), ylim=(0, 1), xlabel="hours", ylabel="share that has ended", title=f"{name}: {file.attrs['scenario']}")
        axes.legend(loc="lower right")
        figure.tight_layout()
        figure.savefig(picture)
    print(f"{picture} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
