#!/usr/bin/env bash
# Setting an authenticator on Java's HttpClient hides a plain 401 and drops the bearer token at a redirect.
#
# Guess:   requests that carry their own Authorization are not touched by an authenticator (one set for a proxy, say).
# Instead: a 401 without WWW-Authenticate becomes an IOException: status and body are lost. After a redirect on the
#          same server the request's own Authorization is not sent. Without an authenticator both work.
# Source:  java.net.http of OpenJDK 17.0.15 as installed (single-file launch, no package).
# Matters: Java clients behind a proxy with a password fail at 401s that others can read, and at redirects. A service
#          (and a simulator) should send WWW-Authenticate with each 401, as RFC 9110 demands.
set -euo pipefail
command -v java >/dev/null || { echo "java is not installed"; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
java -version 2>&1 | sed -n 1p
cat >"$dir/Probe.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.time.Duration;

public class Probe {
    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", call -> {
            var path = call.getRequestURI().getPath();
            var sent = call.getRequestHeaders().getFirst("Authorization");
            var body = (path.equals("/echo") ? "authorization=" + sent : "{\"error\":\"expired\"}").getBytes();
            var fields = call.getResponseHeaders();
            if (path.equals("/named")) fields.add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            if (path.equals("/moved")) fields.add("Location", "/echo");
            int status = path.equals("/echo") ? 200 : path.equals("/moved") ? 307 : 401;
            call.sendResponseHeaders(status, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        server.start();
        var base = "http://127.0.0.1:" + server.getAddress().getPort();
        for (boolean authenticator : new boolean[] {false, true}) {
            var builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL);
            if (authenticator) builder.authenticator(new Authenticator() {
                @Override protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("user", "password".toCharArray());
                }
            });
            var client = builder.build();
            for (var path : new String[] {"/plain", "/named", "/moved"}) {
                var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Bearer t").build();
                String outcome;
                try {
                    var response = client.send(request, HttpResponse.BodyHandlers.ofString());
                    outcome = response.statusCode() + " " + response.body();
                } catch (IOException error) {
                    outcome = error.getClass().getSimpleName() + ": " + error.getMessage();
                }
                System.out.println((authenticator ? "with" : "without") + " " + path + " -> " + outcome);
            }
        }
        System.exit(0);
    }
}
JAVA
timeout 90 java "$dir/Probe.java" | tee "$dir/seen"
diff "$dir/seen" - <<'EXPECTED'
without /plain -> 401 {"error":"expired"}
without /named -> 401 {"error":"expired"}
without /moved -> 200 authorization=Bearer t
with /plain -> IOException: WWW-Authenticate header missing for response code 401
with /named -> 401 {"error":"expired"}
with /moved -> 200 authorization=null
EXPECTED
echo "confirmed: an authenticator turns a plain 401 into an IOException and drops the token at a redirect"
