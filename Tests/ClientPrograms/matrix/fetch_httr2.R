arguments <- commandArgs(TRUE)
request <- httr2::req_method(httr2::request(arguments[2]), arguments[1])
if (arguments[3] != "-") request <- httr2::req_headers(request, Authorization = paste("Bearer", arguments[3]))
if (arguments[4] != "-") {
  kind <- if (startsWith(arguments[4], "{")) "application/json" else "application/x-www-form-urlencoded"
  request <- httr2::req_body_raw(request, arguments[4], kind)
}
response <- httr2::req_perform(httr2::req_error(request, is_error = function(response) FALSE))
cat(httr2::resp_status(response), "\n", sep = "")
if (length(response$body) > 0) cat(httr2::resp_body_string(response))
