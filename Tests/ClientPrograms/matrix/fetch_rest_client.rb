require "rest-client"
method, url, token, body = ARGV
headers = {}
headers["Authorization"] = "Bearer #{token}" if token != "-"
headers["Content-Type"] = body.start_with?("{") ? "application/json" : "application/x-www-form-urlencoded" if body != "-"
RestClient.proxy = ENV["HTTPS_PROXY"] if ENV["HTTPS_PROXY"]
begin
  response = RestClient::Request.execute(method: method.downcase.to_sym, url: url, headers: headers, payload: body == "-" ? nil : body)
rescue RestClient::ExceptionWithResponse => error
  raise unless error.response
  response = error.response
end
puts response.code, response.body
