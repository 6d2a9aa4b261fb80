# Reads FILE with rhdf5 and holds it against EXPECTED.
arguments <- commandArgs(trailingOnly = TRUE)
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "expected.R"))
library(rhdf5)

path <- arguments[1]
expected <- read_expected(arguments[2])
number <- function(key) as.numeric(expected[[key]])
date <- which(h5read(path, "time") == 2023)

output <- h5read(path, "national/output") # [time, replication]: R counts dimensions from the fastest
same("first output", output[1, 1], number("first"))
words <- h5readAttributes(path, "national/output")
same_text("units", words$units, expected[["units"]])
same_text("long_name_zh", words$long_name_zh, expected[["long_name_zh"]])

region <- which(h5read(path, "region") == "south")
industry <- which(h5read(path, "industry") == "finance")
same("output of finance in the south", h5read(path, "by_cell/output")[industry, region, date, 3], number("cell"))

median <- which(h5read(path, "quantile") == 0.5)
same("median", h5read(path, "national_quantiles/output")[date, median], number("median"))
