# What a reader is to find in a file: `key value` lines, numbers in hexadecimal so that not a bit is lost.
read_expected <- function(path) {
  lines <- readLines(path, encoding = "UTF-8")
  values <- sub("^[^ ]* ", "", lines)
  names(values) <- sub(" .*$", "", lines)
  values
}

same <- function(name, found, expected) {
  found <- as.vector(found)
  if (!identical(found, expected)) stop(name, ": ", format(found, digits = 17), " instead of ", format(expected, digits = 17))
}

same_text <- function(name, found, expected) {
  same(name, enc2utf8(as.character(found)), enc2utf8(as.character(expected)))
}
