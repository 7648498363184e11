import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/** `createDefault` ignores the properties for the proxy, `createSystem` (with the property `system`) reads them. */
class FetchApache {
    public static void main(String[] arguments) throws Exception {
        String token = arguments[2], body = arguments[3];
        var request = RequestBuilder.create(arguments[0]).setUri(arguments[1]);
        if (!token.equals("-")) request.addHeader("Authorization", "Bearer " + token);
        if (!body.equals("-")) {
            String kind = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
            request.setEntity(new StringEntity(body, ContentType.create(kind, "UTF-8")));
        }
        try (CloseableHttpClient client =
                Boolean.getBoolean("system") ? HttpClients.createSystem() : HttpClients.createDefault();
            var response = client.execute(request.build())) {
            System.out.println(response.getStatusLine().getStatusCode() + "\n" + EntityUtils.toString(response.getEntity()));
        }
    }
}
