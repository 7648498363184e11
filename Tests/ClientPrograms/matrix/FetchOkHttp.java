import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

class FetchOkHttp {
    public static void main(String[] arguments) throws Exception {
        String token = arguments[2], body = arguments[3];
        RequestBody content = null;
        if (!body.equals("-")) {
            String kind = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
            content = RequestBody.create(MediaType.parse(kind), body);
        }
        Request.Builder request = new Request.Builder().url(arguments[1]).method(arguments[0], content);
        if (!token.equals("-")) request.header("Authorization", "Bearer " + token);
        try (var response = new OkHttpClient().newCall(request.build()).execute()) {
            System.out.println(response.code() + "\n" + response.body().string());
        }
        System.exit(0);
    }
}
