[method, url, token, body] = System.argv()
{:ok, _} = Application.ensure_all_started(:inets)
{:ok, _} = Application.ensure_all_started(:ssl)
headers = if token == "-", do: [], else: [{'authorization', to_charlist("Bearer " <> token)}]
kind = if String.starts_with?(body, "{"), do: 'application/json', else: 'application/x-www-form-urlencoded'
request = if body == "-", do: {to_charlist(url), headers}, else: {to_charlist(url), headers, kind, body}
trust = [verify: :verify_peer, cacerts: :public_key.cacerts_get(),
  customize_hostname_check: [match_fun: :public_key.pkix_verify_hostname_match_fun(:https)]]
method = method |> String.downcase() |> String.to_atom()
case :httpc.request(method, request, [ssl: trust], body_format: :binary) do
  {:ok, {{_, status, _}, _, text}} -> IO.binwrite(:stdio, "#{status}\n" <> text)
  {:error, reason} -> IO.puts(:stderr, inspect(reason)); System.halt(1)
end
