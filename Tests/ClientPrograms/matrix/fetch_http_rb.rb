require "http"
method, url, token, body = ARGV
client = HTTP
client = client.auth("Bearer #{token}") if token != "-"
options = {}
if body != "-"
  options[:body] = body
  client = client.headers("Content-Type" => body.start_with?("{") ? "application/json" : "application/x-www-form-urlencoded")
end
response = client.request(method.downcase.to_sym, url, options)
puts response.code, response.to_s
