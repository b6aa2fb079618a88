#!/usr/bin/env Rscript
# Draws how long people stay: the share of a clock's durations that have ended, hour by hour, with a band over replications.
#
#     four_hour_curve.R FILE.h5 CLOCK [PICTURE.pdf]
#
# CLOCK is a dotted name. Prints the share within each limit, exactly as counted. Needs rhdf5 (Debian: r-bioc-rhdf5). R shows the
# file's arrays transposed: "replication, site, bin" arrives as [bin, site, replication].
suppressMessages(library(rhdf5))

arguments <- commandArgs(TRUE)
if (length(arguments) < 2) {
  cat("four_hour_curve.R FILE.h5 CLOCK [PICTURE.pdf]\n")
  quit(status = 2)
}
path <- arguments[1]
clock <- arguments[2]
picture <- if (length(arguments) > 2) arguments[3] else "curve.pdf"
group <- paste0("/clocks/", clock)
if (!clock %in% h5ls(path, recursive = 2)$name) {
  cat("four_hour_curve.R: no clock ", clock, " in this file\n", sep = "")
  quit(status = 2)
}
read <- function(name) h5read(path, name, bit64conversion = "double")

about <- h5readAttributes(path, group, bit64conversion = "double")
n <- colSums(read(paste0(group, "/n")))                                  # by replication, sites added up
hours_of <- function(ms) ms / 3600000
limits <- hours_of(read(paste0(group, "/thresholds_ms")))
within <- apply(read(paste0(group, "/within")), 1, sum) / sum(n)
for (k in seq_along(limits)) cat(sprintf("%s: %.3f%% within %g h\n", clock, 100 * within[k], limits[k]))

counts <- apply(read(paste0(group, "/histogram")), c(1, 3), sum)         # [bin, replication]
edges <- hours_of(read("/bins/edge_ms"))
ends <- edges[about$histogram_first_bin + 1 + seq_len(nrow(counts))]     # where each bin ends; the very last has no end
shares <- sweep(apply(counts, 2, cumsum), 2, pmax(n, 1), "/")
shown <- !is.na(ends) & ends <= 24
band <- apply(shares[shown, , drop = FALSE], 1, quantile, c(0.05, 0.5, 0.95))

pdf(picture, width = 7, height = 4)
plot(ends[shown], band[2, ], type = "s", xlim = c(0, 24), ylim = c(0, 1), xlab = "hours", ylab = "share that has ended",
     main = paste0(clock, ": ", h5readAttributes(path, "/", bit64conversion = "double")$scenario))
polygon(c(ends[shown], rev(ends[shown])), c(band[1, ], rev(band[3, ])), col = "#1f77b444", border = NA)
abline(v = limits, lty = 2, col = "grey")
invisible(dev.off())
cat(picture, "written\n")
