#!/usr/bin/env Rscript
# Reads a Careway results file (HDF5) with rhdf5 (Bioconductor; Debian: r-bioc-rhdf5).
#
#     read_results.R FILE.h5            prints the summary table
#     read_results.R FILE.h5 CLOCK      and, of one clock, mean (min) and shares for each replication
#
# Reads only. Units and shapes: sim/output/FORMAT.md. R shows arrays transposed: dimensions "replication, site" arrive as
# [site, replication]. bit64conversion = "double" is exact for whole numbers up to 2^53.
suppressMessages(library(rhdf5))

read <- function(path, name) h5read(path, name, bit64conversion = "double")

# Sums of durations: sum_ms, or, where an int64 is too narrow, sum_ms_high * 2^64 + sum_ms_low (then rounded).
wide <- function(path, group, name) {
  if (name %in% h5ls(path, recursive = 3)$name[h5ls(path, recursive = 3)$group == group])
    return(read(path, paste0(group, "/", name)))
  read(path, paste0(group, "/", name, "_high")) * 2^64 + read(path, paste0(group, "/", name, "_low"))
}

clock_by_replication <- function(path, clock) {
  group <- paste0("/clocks/", clock)
  n <- colSums(read(path, paste0(group, "/n")))
  within <- apply(read(path, paste0(group, "/within")), c(1, 3), sum)  # [threshold, replication]
  list(mean_min = colSums(wide(path, group, "sum_ms")) / n / 60000,
       hours = read(path, paste0(group, "/thresholds_ms")) / 3600000,
       share_within = sweep(within, 2, n, "/"))
}

if (sys.nframe() == 0) {
  arguments <- commandArgs(TRUE)
  if (length(arguments) == 0) {
    cat("read_results.R FILE.h5 [CLOCK]\n")
    quit(status = 2)
  }
  path <- arguments[1]
  about <- h5readAttributes(path, "/", bit64conversion = "double")
  cat(about$scenario, ": ", length(read(path, "/replications")), " replications\n", sep = "")
  print(as.data.frame(read(path, "/summary")), row.names = FALSE)
  for (clock in arguments[-1]) print(clock_by_replication(path, clock))
}
