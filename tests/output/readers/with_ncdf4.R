# Reads FILE with ncdf4 and holds it against EXPECTED.
arguments <- commandArgs(trailingOnly = TRUE)
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "expected.R"))
library(ncdf4)

expected <- read_expected(arguments[2])
file <- nc_open(arguments[1])
number <- function(key) as.numeric(expected[[key]])
date <- which(ncvar_get(file, "time") == 2023)

output <- ncvar_get(file, "national/output") # [time, replication]: R counts dimensions from the fastest
same("first output", output[1, 1], number("first"))
same_text("units", ncatt_get(file, "national/output", "units")$value, expected[["units"]])
same_text("long_name_zh", ncatt_get(file, "national/output", "long_name_zh")$value, expected[["long_name_zh"]])

dimensions <- sapply(file$var[["by_cell/output"]]$dim, function(dimension) dimension$name)
same_text("dimensions", paste(dimensions, collapse = " "), "industry region time replication")
region <- which(ncvar_get(file, "region") == "south")
industry <- which(ncvar_get(file, "industry") == "finance")
same("output of finance in the south", ncvar_get(file, "by_cell/output")[industry, region, date, 3], number("cell"))

median <- which(ncvar_get(file, "quantile") == 0.5)
same("median", ncvar_get(file, "national_quantiles/output")[date, median], number("median"))
same("the same by R", unname(quantile(output[date, ], 0.5)), number("median"))
nc_close(file)
