require "net/http"
method, url, token, body = ARGV
uri = URI(url)
request = Net::HTTP.const_get(method.capitalize).new(uri)
request["Authorization"] = "Bearer #{token}" if token != "-"
if body != "-"
  request.body = body
  request["Content-Type"] = body.start_with?("{") ? "application/json" : "application/x-www-form-urlencoded"
end
response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https") { |http| http.request(request) }
puts response.code, response.body
