vcl 4.1;

backend insights {
    .host = "127.0.0.1";
    .port = "8080";
    .first_byte_timeout = 120s;
}

sub vcl_recv {
    # What clients invent must not pass; Varnish adds the client to X-Forwarded-For itself.
    unset req.http.Forwarded;
    unset req.http.X-Forwarded-Prefix;
    set req.http.X-Forwarded-Host = req.http.Host;
    set req.http.X-Forwarded-Proto = "http";
    # No cache: a link that has ended must not be answered, and ranges must reach the service.
    return (pass);
}
