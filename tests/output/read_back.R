#!/usr/bin/env Rscript
# read_back.R FILE.h5: recomputes mean, share within the first threshold and the 0.9 quantile of every clock from the raw
# datasets and compares them with /summary. Exit 0 when all agree, 1 when not, 77 when rhdf5 is missing.
if (!requireNamespace("rhdf5", quietly = TRUE)) {
  cat("skipped: the R package rhdf5 is not installed\n")
  quit(status = 77)
}
script <- sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))
example <- new.env()
invisible(sys.source(file.path(dirname(script), "..", "..", "scripts", "read_results.R"), envir = example))
path <- commandArgs(TRUE)[1]
read <- example$read
summary_table <- as.data.frame(read(path, "/summary"))
wrong <- 0
compared <- 0

compare <- function(measure, statistic, value) {
  row <- summary_table$measure == measure & summary_table$statistic == statistic & summary_table$part == ""
  compared <<- compared + 1
  if (sum(row) != 1 || !isTRUE(all.equal(summary_table$value[row], as.numeric(value), tolerance = 1e-9))) {
    cat(measure, statistic, ": /summary has", summary_table$value[row], "- raw datasets give", value, "\n")
    wrong <<- wrong + 1
  }
}

# Hyndman & Fan type 7 on the histogram, each bin's values spread evenly over its whole milliseconds.
quantile_of <- function(edges, counts, first, q) {
  before <- c(0, cumsum(counts))
  value <- function(rank) {
    b <- findInterval(rank, before)
    low <- edges[first + b]
    high <- edges[first + b + 1] - 1
    low + (high - low) * (rank - before[b] + 0.5) / counts[b]
  }
  h <- (sum(counts) - 1) * q
  value(floor(h)) + (h - floor(h)) * (value(min(floor(h) + 1, sum(counts) - 1)) - value(floor(h)))
}

edges <- read(path, "/bins/edge_ms")
listing <- rhdf5::h5ls(path, recursive = 2)
for (clock in listing$name[listing$group == "/clocks"]) {
  group <- paste0("/clocks/", clock)
  attributes <- rhdf5::h5readAttributes(path, group, bit64conversion = "double")
  n <- sum(read(path, paste0(group, "/n")))
  if (n == 0) next
  if (attributes$average_replications == 0) {
    compare(attributes$name, "mean", sum(example$wide(path, group, "sum_ms")) / n / 60000)
    within <- apply(read(path, paste0(group, "/within")), 1, sum)  # [threshold, site, replication]
    hours <- read(path, paste0(group, "/thresholds_ms")) / 3600000
    for (k in seq_along(hours)) compare(attributes$name, paste0("share_within ", hours[k], " h"), within[k] / n)
  }
  counts <- apply(read(path, paste0(group, "/histogram")), 1, sum)  # [bin, site, replication]
  compare(attributes$name, "quantile 0.9",
          quantile_of(edges, counts, attributes$histogram_first_bin, 0.9) / 60000)
}
cat(compared, "figures compared,", wrong, "wrong\n")
quit(status = if (wrong > 0 || compared == 0) 1 else 0)
