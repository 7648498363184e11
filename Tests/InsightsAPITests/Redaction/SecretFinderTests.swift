import InsightsAPI
import InsightsHTTP
import Testing

@Suite("Finding secrets")
struct SecretFinderTests {
    private static let known = "s3cret+of/a=client~"
    private static let finder = SecretFinder(
        known: KnownSecrets([(known, .clientSecret), ("test", .clientSecret), ("password", .password)]))
    private static let token = "eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl"

    /// A text with what is shown of it.
    struct Example: Sendable, CustomTestStringConvertible {
        let text: String
        var place = SecretFinder.Place.text
        let shown: String
        var testDescription: String { text }

        init(_ text: String, _ place: SecretFinder.Place, _ shown: String) {
            self.text = text
            self.place = place
            self.shown = shown
        }

        init(_ text: String, _ shown: String) {
            self.init(text, .text, shown)
        }
    }

    static let forms = [
        Example("client_id=a&client_secret=hunter2&x=1", .form, "client_id=a&client_secret=<client secret>&x=1"),
        Example("a=1;client_secret=hunter2;b=2", .form, "a=1;client_secret=<client secret>;b=2"),
        Example("client_secret=hun;ter;2", .form, "client_secret=<client secret>"),
        Example("a=1&client_secret=hun;b=2&c=3", .form, "a=1&client_secret=<client secret>&c=3"),
        Example("a=1&b=2;password=hunter2", .form, "a=1&b=2;password=<password>"),
        Example(" client_secret = hunter2 &a=1", .form, " client_secret =<client secret>&a=1"),
        Example("CLIENT%5FSECRET=hunter2", .form, "CLIENT%5FSECRET=<client secret>"),
        Example("client%255Fsecret=hunter2", .form, "client%255Fsecret=<client secret>"),
        Example("password=a b c&x=1", .form, "password=<password>&x=1"),
        Example("a=1\r\npassword=hunter2\r\nb=2\r\n", .form, "a=1\r\npassword=<password>\r\nb=2\r\n"),
        Example("grant_type=password&token_type=bearer", .form, "grant_type=password&token_type=bearer"),
        Example("code=hunter2&state=x&sig=abc", .form, "code=<code>&state=x&sig=<link signature>"),
        Example("u=https%3A%2F%2Fh%2F%3Fcode%3Dhunter2%26a%3D1", .form, "u=https%3A%2F%2Fh%2F%3Fcode%3D<code>%26a%3D1"),
        Example("u=https%3A%2F%2Fme%3Ahunter2%40h%2F", .form, "u=https%3A%2F%2F<credentials>%40h%2F"),
        Example("u=https%3A%2F%2Fh&mail=me@h", .form, "u=https%3A%2F%2Fh&mail=me@h"),
        Example("client_secret=", .form, "client_secret="),
    ]

    static let pages = [
        Example(
            "<input type=\"hidden\" name=\"code\" value=\"hunter2\">\n<input name=\"state\" value=\"hunter2\">", .body,
            "<input type=\"hidden\" name=\"code\" value=\"<code>\">\n<input name=\"state\" value=\"hunter2\">"),
        Example(
            "<INPUT VALUE='hunter2' Name='user_code' autofocus>", .body,
            "<INPUT VALUE='<code>' Name='user_code' autofocus>"),
        Example("<input name=password><input value=x>", .body, "<input name=password><input value=x>"),
        Example("<input name=\"code\" value=\"a>b\">c", .body, "<input name=\"code\" value=\"<code>\">c"),
        Example("<input name=\"code\" value=\"hunter", .body, "<input name=\"code\" value=\"<code>"),
    ]

    static let bodies = [
        Example(
            "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nhunter2\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n", .body,
            "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\n<client secret>\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"),
        Example(
            "--b\ncontent-disposition: form-data; filename=x; name=api-key\nContent-Type: text/plain\n\nhunter2",
            .body,
            "--b\ncontent-disposition: form-data; filename=x; name=api-key\nContent-Type: text/plain\n\n<secret>"),
        Example(
            "{\"client_secret\": \"hunter2\", \"a\": 1", .body, "{\"client_secret\": \"<client secret>\", \"a\": 1"),
        Example("{\"password\":\"hun\\\"ter2", .body, "{\"password\":\"<password>"),
        Example("{'token':['a','b']}", .body, "{'token':[<secret>]}"),
        Example("{\"pin\":1234,\"token_type\":\"x\"", .body, "{\"pin\":<secret>,\"token_type\":\"x\""),
        Example("password: hunter2\nname: x", .body, "password: <password>\nname: x"),
        Example("<o:Password Type=\"x\">hunter2</o:Password>", .body, "<o:Password Type=\"x\"><password></o:Password>"),
        Example(
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", .body,
            "-----BEGIN PRIVATE KEY-----<secret>-----END PRIVATE KEY-----"),
    ]

    static let texts = [
        Example("https://me:hunter2@host/a?b=1", "https://<credentials>@host/a?b=1"),
        Example("https:\\/\\/me:hunter2@host\\/", "https:\\/\\/<credentials>@host\\/"),
        Example(
            "https://host/?code=hunter2&a=1#access_token=x", "https://host/?code=<code>&a=1#access_token=<bearer token>"
        ),
        Example("/path;jsessionid=hunter2?a=1", "/path;jsessionid=<cookie>?a=1"),
        Example("see /x?sig=hunter2 there", "see /x?sig=<link signature> there"),
        Example("Bearer \(token) x", "Bearer <bearer token> x"),
        Example("Basic bWU6aHVudGVyMg== x", "Basic <credentials> x"),
        Example("basic information on a", "basic information on a"),
        Example("a \(known) b", "a <client secret> b"),
        Example("a \(PercentEncoding.encode(known)) b", "a <client secret> b"),
        Example("a \(Base64.encode(known.utf8)) b", "a <client secret> b"),
        Example("a \(Base64URL.encode("x:\(known):y".utf8)) b", "a <client secret> b"),
        Example("a \(Base64.encode("client_secret=hunter2".utf8)) b", "a <client secret> b"),
        Example("a test of the password: testing", "a test of the password: testing"),
        Example("grant_type=password", "grant_type=password"),
        Example("<client secret> and <password>", "<client secret> and <password>"),
        Example("client_secret=<client secret>&a=1", "client_secret=<client secret>&a=1"),
        Example("password=<client secret>", "password=<client secret>"),
        Example("SELECT code, key FROM T WHERE code = 'x'", "SELECT code, key FROM T WHERE code = 'x'"),
        Example("2 > 1, a->b, x := y", "2 > 1, a->b, x := y"),
    ]

    @Test("Forms and query strings", arguments: forms)
    func form(_ example: Example) {
        #expect(Self.finder.redacted(example.text, as: example.place) == example.shown)
    }

    @Test("Other bodies", arguments: bodies + pages)
    func body(_ example: Example) {
        #expect(Self.finder.redacted(example.text, as: example.place) == example.shown)
    }

    @Test("Running text", arguments: texts)
    func text(_ example: Example) {
        #expect(Self.finder.redacted(example.text, as: example.place) == example.shown)
    }

    @Test(
        "A text without secrets is shown as it is, and one that was redacted does not change again",
        arguments: forms + bodies + texts)
    func again(_ example: Example) {
        #expect(Self.finder.redacted(example.shown, as: example.place) == example.shown)
    }

    @Test(
        "A hostile text takes time that grows with its length only", .timeLimit(.minutes(1)),
        arguments: [
            "token=", "\"token\":[", "\"token\":\"", "'token':", "<a>>", "content-disposition: x; name=token\n", "//@",
            "eyJ.", "%25", "\\\\", "sig=", "<client secret>", "?code=", ";a=", "key=<", "basic YTpi ",
        ])
    func time(_ part: String) {
        let text = String(repeating: part, count: (1 << 15) / part.utf8.count)
        for place in [SecretFinder.Place.text, .form, .body] {
            #expect(Self.finder.redacted(text, as: place).utf8.count > 0)
        }
    }
}
