using System;
using System.Net.Http;
using System.Text;

class Fetch {
    static void Main(string[] arguments) {
        string token = arguments[2], body = arguments[3];
        var request = new HttpRequestMessage(new HttpMethod(arguments[0]), arguments[1]);
        if (token != "-") request.Headers.Add("Authorization", "Bearer " + token);
        if (body != "-") {
            var kind = body.StartsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
            request.Content = new StringContent(body, Encoding.UTF8, kind);
        }
        var response = new HttpClient().SendAsync(request).Result;
        Console.WriteLine((int) response.StatusCode);
        Console.WriteLine(response.Content.ReadAsStringAsync().Result);
    }
}
