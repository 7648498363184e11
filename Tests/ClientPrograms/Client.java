import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The matrix's Java: nothing but what the JDK brings; the addresses are the real ones. */
class Client {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static String bearer;

    static String env(String name) {
        return System.getenv(name);
    }

    /** A text member of an answer, wherever it stands: enough JSON for these answers. */
    static String member(String json, String name) {
        var match = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        check(match.find(), "no " + name + " in " + json);
        return match.group(1);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    static String token(String... fields) throws Exception {
        var form = new StringBuilder("resource=https%3A%2F%2Fgraph.windows.net&client_id=" + env("AZURE_CLIENT_ID"));
        for (int i = 0; i < fields.length; i += 2)
            form.append("&" + fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        var address = "https://login.microsoftonline.com/" + env("AZURE_TENANT_ID") + "/oauth2/token";
        var request = HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form.toString()));
        return HTTP.send(request.build(), BodyHandlers.ofString()).body();
    }

    static String signIn(String secret) throws Exception {
        return token("grant_type", "client_credentials", "client_secret", secret);
    }

    static HttpResponse<String> call(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://api.partnercenter.microsoft.com/insights/v1/" + path))
            .header("Authorization", "Bearer " + bearer);
        if (body != null) request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    static String value(String path, String body) throws Exception {
        var answer = call(path, body);
        check(answer.statusCode() == 200, path + ": " + answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    static void passTime() throws Exception {
        var clock = env("INSIGHTS_BASE_URL") + "/_sim/clock?tenant=" + env("AZURE_TENANT_ID");
        var request = HttpRequest.newBuilder(URI.create(clock)).POST(BodyPublishers.ofString("{\"advance\":\"PT61M\"}"));
        var key = System.getenv("INSIGHTS_SIM_ADMIN_KEY");
        if (key != null) request.header("x-insights-simulator-key", key);
        check(HTTP.send(request.build(), BodyHandlers.discarding()).statusCode() == 200, "the clock stands");
    }

    static void step(String name, String cell) {
        System.out.println(name + "\t" + cell);
    }

    public static void main(String[] arguments) throws Exception {
        var secret = env("AZURE_CLIENT_SECRET");
        bearer = member(signIn(secret), "access_token");
        step("token", "yes");

        check(value("cmp/ScheduledDataset", null).contains("\"ISVOrder\""), "no ISVOrder");
        var query = value("cmp/ScheduledQueries", "{\"Name\":\"Matrix\",\"Query\":\"SELECT OrderId FROM ISVOrder\"}");
        var rows = value("cmp/ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20FROM%20ISVOrder", null);
        check(rows.contains("\"totalCount\":100"), rows);
        var report = value("cmp/ScheduledReport",
            "{\"ReportName\":\"Matrix\",\"QueryId\":\"" + member(query, "queryId") + "\",\"ExecuteNow\":true}");
        var execution = value("cmp/ScheduledReport/execution/" + member(report, "reportId"), null);
        var link = HttpRequest.newBuilder(URI.create(member(execution, "reportAccessSecureLink"))).build();
        var packed = HTTP.send(link, BodyHandlers.ofByteArray()).body();
        var file = new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8);
        check(file.startsWith("OrderId\r\n") && file.lines().count() > 100, file);
        step("workflow", "yes");

        passTime();
        check(call("cmp/ScheduledDataset", null).statusCode() == 401, "an expired token is taken");
        bearer = member(signIn(secret), "access_token");
        value("cmp/ScheduledDataset", null);
        step("expired", "yes");

        var user = token("grant_type", "password", "client_secret", secret,
            "username", env("AZURE_USERNAME"), "password", env("AZURE_PASSWORD"));
        passTime();
        bearer = member(token("grant_type", "refresh_token", "client_secret", secret,
            "refresh_token", member(user, "refresh_token")), "access_token");
        value("mpn/ScheduledDataset", null);
        step("refresh", "yes");

        var refusal = signIn("wrong");
        check(member(refusal, "error_description").startsWith("AADSTS7000215: "), refusal);
        step("secret", "`" + member(refusal, "error") + "`");
    }
}
