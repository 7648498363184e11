import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

class Get {
    public static void main(String[] arguments) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(System.getenv("LINK"))).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
        try (var text = new GZIPInputStream(response.body())) {
            Files.write(Path.of(System.getenv("OUT")), text.readAllBytes());
        }
    }
}
