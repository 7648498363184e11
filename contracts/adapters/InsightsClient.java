// Runs the contracts through Java's own classes: insights-sim contracts run --client "java InsightsClient.java" (Java 17)
//
// One JSON object per line on standard input, one in response to each on standard output (docs/reference/client-protocol.md). To try a
// client library of your own, keep `main` and let `Client` call the library; `Json` can then be the library's too.

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

public class InsightsClient {
    record Route(String method, String path, boolean hasBody) {}

    static final Map<String, Route> ROUTES = new LinkedHashMap<>();

    static {
        ROUTES.put("getDatasets", new Route("GET", "ScheduledDataset", false));
        ROUTES.put("createQuery", new Route("POST", "ScheduledQueries", true));
        ROUTES.put("getQueries", new Route("GET", "ScheduledQueries", false));
        ROUTES.put("deleteQuery", new Route("DELETE", "ScheduledQueries/{queryId}", false));
        ROUTES.put("testQuery", new Route("GET", "ScheduledQueries/testQueryResult", false));
        ROUTES.put("createReport", new Route("POST", "ScheduledReport", true));
        ROUTES.put("getReports", new Route("GET", "ScheduledReport", false));
        ROUTES.put("updateReport", new Route("PUT", "ScheduledReport/{reportId}", true));
        ROUTES.put("deleteReport", new Route("DELETE", "ScheduledReport/{reportId}", false));
        ROUTES.put("pauseReport", new Route("PUT", "ScheduledReport/pause/{reportId}", false));
        ROUTES.put("resumeReport", new Route("PUT", "ScheduledReport/resume/{reportId}", false));
        ROUTES.put("getExecutions", new Route("GET", "ScheduledReport/execution/{reportId}", false));
    }

    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Client client = null;
        for (String line; (line = input.readLine()) != null; ) {
            Map<String, Object> result;
            try {
                Map<String, Object> message = Json.object(Json.parse(line));
                String operation = (String) message.get("operation");
                Map<String, Object> with = Json.object(message.get("arguments"));
                if (operation.equals("hello")) {
                    var offered = new ArrayList<Object>(List.of("getToken", "download", "request"));
                    offered.addAll(ROUTES.keySet());
                    result = Map.of("operations", offered, "versions", List.of("v1", "v1.1"));
                } else if (operation.equals("open")) {
                    client = new Client(with);
                    result = Map.of();
                } else if (operation.equals("forgetTokens")) {
                    if (client != null) client.keptToken = null;
                    result = Map.of();
                } else {
                    result = client.call(operation, with);
                }
            } catch (Exception error) { // the runner must learn of every error
                result = Map.of("error", error.toString());
            }
            output.println(Json.text(result));
        }
    }

    static class Client {
        private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
        private final Map<String, Object> settings;
        String keptToken;

        Client(Map<String, Object> settings) {
            this.settings = settings;
        }

        Map<String, Object> call(String operation, Map<String, Object> with) throws Exception {
            switch (operation) {
                case "getToken": return getToken();
                case "download": return send("GET", (String) with.get("link"), Map.of(), null); // the link is the credential
                case "request": return request(with);
            }
            Route route = ROUTES.get(operation);
            var rest = new LinkedHashMap<>(with);
            String path = route.path();
            for (String name : List.of("queryId", "reportId")) {
                String place = "{" + name + "}";
                if (path.contains(place)) path = path.replace(place, encode(rest.remove(name)));
            }
            String url = settings.get("baseUrl") + "/insights/" + settings.getOrDefault("version", "v1") + "/"
                + settings.get("program") + "/" + path;
            Map<String, String> headers = authorization();
            if (route.hasBody()) {
                headers.put("Content-Type", "application/json");
                return send(route.method(), url, headers, Json.text(rest));
            }
            return send(route.method(), rest.isEmpty() ? url : url + "?" + pairs(rest), headers, null);
        }

        private Map<String, Object> getToken() throws Exception {
            var form = new LinkedHashMap<String, Object>();
            form.put("resource", settings.get("resource"));
            form.put("client_id", settings.get("clientId"));
            form.put("client_secret", settings.get("clientSecret"));
            form.put("grant_type", "client_credentials");
            if (settings.containsKey("username")) {
                form.put("grant_type", "password");
                form.put("username", settings.get("username"));
                form.put("password", settings.get("password"));
                form.put("scope", "openid");
            }
            String url = settings.get("authority") + "/" + settings.get("tenantId") + "/oauth2/token";
            return send("POST", url, Map.of("Content-Type", "application/x-www-form-urlencoded"), pairs(form));
        }

        private Map<String, String> authorization() throws Exception {
            var headers = new LinkedHashMap<String, String>();
            if (!settings.containsKey("clientId")) return headers;
            if (keptToken == null) {
                Map<String, Object> result = getToken();
                Map<String, Object> body = Json.object(result.get("body"));
                if (!result.get("status").equals(200)) {
                    throw new IOException("no token: " + result.get("status") + " " + body.get("error_codes"));
                }
                keptToken = (String) body.get("access_token");
            }
            headers.put("Authorization", "Bearer " + keptToken);
            return headers;
        }

        private Map<String, Object> request(Map<String, Object> with) throws Exception {
            var headers = new LinkedHashMap<String, String>();
            if (with.get("headers") != null) {
                Json.object(with.get("headers")).forEach((name, value) -> headers.put(name, Json.plain(value)));
            }
            boolean isForm = with.containsKey("form");
            String body = (String) with.get("text");
            if (with.containsKey("json")) body = Json.text(with.get("json"));
            if (isForm) body = pairs(Json.object(with.get("form")));
            if (body != null && !names(headers, "content-type")) {
                headers.put("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json");
            }
            String path = (String) with.get("path");
            boolean isOwn = path.toLowerCase(Locale.ROOT).matches("/*(insights|analytics)/.*");
            if (isOwn && !names(headers, "authorization")) headers.putAll(authorization());
            if (!path.startsWith("http")) {
                path = settings.get(isOwn || path.startsWith("/reports/") ? "baseUrl" : "authority") + path;
            }
            return send((String) with.get("method"), path, headers, body);
        }

        private static boolean names(Map<String, String> headers, String name) {
            return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
        }

        private Map<String, Object> send(String method, String url, Map<String, String> headers, String body)
            throws Exception {
            var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
            URI address;
            try {
                address = new URI(url);
            } catch (URISyntaxException refusal) { // some requests of the contracts are no addresses to Java
                return Map.of("unsupported", "java.net.URI refuses the address: " + refusal.getReason());
            }
            var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).method(method, content);
            headers.forEach(request::header);
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            byte[] bytes = response.body();
            var fields = new LinkedHashMap<String, Object>();
            response.headers().map().forEach((name, values) -> fields.put(name, values.get(0)));
            if (response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip") && bytes.length > 0) {
                bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
            }
            String words = new String(bytes, StandardCharsets.UTF_8);
            String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
            var result = new LinkedHashMap<String, Object>();
            result.put("status", response.statusCode());
            result.put("headers", fields);
            result.put("body", words.isEmpty() ? null : type.startsWith("application/json") ? Json.parse(words) : words);
            return result;
        }

        private static String pairs(Map<String, Object> values) {
            return values.entrySet().stream().map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        }

        private static String encode(Object value) {
            return URLEncoder.encode(Json.plain(value), StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** Just enough JSON: objects keep their order, numbers their spelling. */
    static class Json {
        /** A number as it was written. */
        record Spelled(String text) {}

        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object parse(String text) {
            var json = new Json(text);
            Object value = json.value();
            json.blanks();
            if (json.at != text.length()) throw json.wrong();
            return value;
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(Object value) {
            return (Map<String, Object>) value;
        }

        /** A value as it stands in addresses and header fields. */
        static String plain(Object value) {
            return value instanceof String words ? words : text(value);
        }

        static String text(Object value) {
            if (value instanceof Map<?, ?> map) {
                return map.entrySet().stream().map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof List<?> list) {
                return list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
            }
            if (value instanceof Spelled number) return number.text();
            if (!(value instanceof String words)) return String.valueOf(value);
            var quoted = new StringBuilder("\"");
            for (char character : words.toCharArray()) {
                if (character == '"' || character == '\\') quoted.append('\\').append(character);
                else if (character < 0x20) quoted.append(String.format("\\u%04x", (int) character));
                else quoted.append(character);
            }
            return quoted.append('"').toString();
        }

        private Object value() {
            blanks();
            char first = at < text.length() ? text.charAt(at) : 0;
            if (first == '{') {
                var map = new LinkedHashMap<String, Object>();
                for (at++; next('}'); ) {
                    String key = string();
                    blanks();
                    take(':');
                    map.put(key, value());
                }
                return map;
            }
            if (first == '[') {
                var list = new ArrayList<Object>();
                for (at++; next(']'); ) list.add(value());
                return list;
            }
            if (first == '"') return string();
            int start = at;
            while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) at++;
            String word = text.substring(start, at);
            if (word.equals("null")) return null;
            if (word.equals("true") || word.equals("false")) return Boolean.valueOf(word);
            if (word.isEmpty()) throw wrong();
            return new Spelled(word);
        }

        /** Whether another element follows; passes the comma or the closing bracket. */
        private boolean next(char closing) {
            blanks();
            if (text.charAt(at) == closing) {
                at++;
                return false;
            }
            if (text.charAt(at) == ',') at++;
            blanks();
            return true;
        }

        private String string() {
            take('"');
            var words = new StringBuilder();
            for (; text.charAt(at) != '"'; at++) {
                if (text.charAt(at) != '\\') {
                    words.append(text.charAt(at));
                    continue;
                }
                at++;
                switch (text.charAt(at)) {
                    case 'n' -> words.append('\n');
                    case 't' -> words.append('\t');
                    case 'r' -> words.append('\r');
                    case 'b' -> words.append('\b');
                    case 'f' -> words.append('\f');
                    case 'u' -> {
                        words.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                        at += 4;
                    }
                    default -> words.append(text.charAt(at));
                }
            }
            at++;
            return words.toString();
        }

        private void take(char wanted) {
            if (at >= text.length() || text.charAt(at) != wanted) throw wrong();
            at++;
        }

        private void blanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("no JSON at character " + at);
        }
    }
}
