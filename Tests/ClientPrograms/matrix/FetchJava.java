import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class FetchJava {
    public static void main(String[] arguments) throws Exception {
        String token = arguments[2], body = arguments[3];
        var request = HttpRequest.newBuilder(URI.create(arguments[1])).method(
            arguments[0],
            body.equals("-") ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.equals("-")) request.header("Authorization", "Bearer " + token);
        if (!body.equals("-"))
            request.header("Content-Type", body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
        var response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + "\n" + response.body());
    }
}
