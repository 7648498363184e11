import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lists the datasets of the insights API, by the real host names. Run it offline:
 *
 * <pre>insights-sim exec -- java Orders.java</pre>
 */
class Orders {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        var call = HttpRequest.newBuilder(
                URI.create("https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset"))
            .header("Authorization", "Bearer " + token()).build();
        var response = CLIENT.send(call, BodyHandlers.ofString());
        if (response.statusCode() != 200 || !response.body().contains("\"ISVOrder\"")) {
            System.err.println(response.statusCode() + " " + response.body());
            System.exit(1);
        }
        System.out.println("The service lists its datasets.");
    }

    static String token() throws Exception {
        var form = Map.of(
            "grant_type", "client_credentials", "resource", "https://graph.windows.net",
            "client_id", System.getenv("AZURE_CLIENT_ID"), "client_secret", System.getenv("AZURE_CLIENT_SECRET"));
        var body = form.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        var address = "https://login.microsoftonline.com/" + System.getenv("AZURE_TENANT_ID") + "/oauth2/token";
        var request = HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        var text = CLIENT.send(request, BodyHandlers.ofString()).body();
        var start = text.indexOf("\"access_token\":\"") + 16;
        return text.substring(start, text.indexOf('"', start));
    }
}
