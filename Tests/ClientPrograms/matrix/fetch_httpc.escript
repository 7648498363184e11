#!/usr/bin/env escript
main([Method, Url, Token, Body]) ->
    {ok, _} = application:ensure_all_started(inets),
    {ok, _} = application:ensure_all_started(ssl),
    Headers = [{"authorization", "Bearer " ++ Token} || Token =/= "-"],
    Request = case Body of
        "-" -> {Url, Headers};
        "{" ++ _ -> {Url, Headers, "application/json", Body};
        _ -> {Url, Headers, "application/x-www-form-urlencoded", Body}
    end,
    Trust = [{verify, verify_peer}, {cacerts, public_key:cacerts_get()},
             {customize_hostname_check, [{match_fun, public_key:pkix_verify_hostname_match_fun(https)}]}],
    case httpc:request(list_to_atom(string:lowercase(Method)), Request, [{ssl, Trust}], [{body_format, binary}]) of
        {ok, {{_, Status, _}, _, Text}} -> io:format("~b~n~ts~n", [Status, Text]);
        {error, Reason} -> io:format(standard_error, "~p~n", [Reason]), halt(1)
    end.
