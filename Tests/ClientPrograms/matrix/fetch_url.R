# It sends GET alone.
arguments <- commandArgs(TRUE)
headers <- c()
if (arguments[3] != "-") headers <- c(Authorization = paste("Bearer", arguments[3]))
file <- tempfile()
messages <- c()
keep <- function(condition) messages <<- c(messages, conditionMessage(condition))
result <- withCallingHandlers(
  tryCatch(
    download.file(arguments[2], file, quiet = TRUE, headers = headers, method = "libcurl"),
    error = function(error) { keep(error); 1L }),
  warning = function(warning) { keep(warning); invokeRestart("muffleWarning") })
if (identical(result, 0L)) {
  cat("200\n")
  cat(readLines(file, warn = FALSE), sep = "\n")
} else {
  text <- paste(messages, collapse = " ")
  status <- regmatches(text, regexpr("(?<=status was ')[0-9]+", text, perl = TRUE))
  if (length(status) == 0) stop(text)
  cat(status, "\n", sep = "")
}
