import Testing

@testable import insights_sim

@Suite("exec: the environment of a client")
struct ClientEnvironmentTests {
    private static func environment(
        emptyFolder: String? = "/t/none", store: String = "/t/trust.jks", hook: String = "/t/node.cjs"
    ) -> ClientEnvironment {
        ClientEnvironment(
            url: "http://127.0.0.1:8080", tlsURL: "https://127.0.0.1:8443", host: "127.0.0.1", port: 8080,
            credentials: ClientCredentials(
                tenantID: "tenant", clientID: "client", clientSecret: "secret", username: "user", password: "password",
                refreshToken: "refresh"),
            trust: ClientEnvironment.Trust(bundle: "/t/ca.pem", emptyFolder: emptyFolder, javaStore: store),
            files: ClientEnvironment.Files(
                wgetrc: "/t/wgetrc", phpFolder: "/t/php", nodeHook: hook, azureFolder: "/t/azure"))
    }

    private static func value(
        _ name: String, of environment: ClientEnvironment = environment(), inheriting inherited: [String: String] = [:]
    ) -> String? {
        environment.changes { inherited[$0] }.first { $0.name == name }?.value
    }

    @Test("Every variable, with nothing inherited")
    func table() {
        let expected: [(String, String?)] = [
            ("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "client"), ("AZURE_CLIENT_SECRET", "secret"),
            ("AZURE_USERNAME", "user"), ("AZURE_PASSWORD", "password"), ("INSIGHTS_REFRESH_TOKEN", "refresh"),
            ("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com"),
            ("INSIGHTS_BASE_URL", "http://127.0.0.1:8080"), ("INSIGHTS_TLS_URL", "https://127.0.0.1:8443"),
            ("HTTPS_PROXY", "http://127.0.0.1:8080"), ("https_proxy", "http://127.0.0.1:8080"),
            ("HTTP_PROXY", "http://127.0.0.1:8080"), ("http_proxy", "http://127.0.0.1:8080"),
            ("ALL_PROXY", "http://127.0.0.1:8080"), ("all_proxy", "http://127.0.0.1:8080"),
            ("NO_PROXY", "localhost,127.0.0.1,::1"), ("no_proxy", "localhost,127.0.0.1,::1"),
            ("SSL_CERT_FILE", "/t/ca.pem"), ("REQUESTS_CA_BUNDLE", "/t/ca.pem"), ("CURL_CA_BUNDLE", "/t/ca.pem"),
            ("NODE_EXTRA_CA_CERTS", "/t/ca.pem"), ("PERL_LWP_SSL_CA_FILE", "/t/ca.pem"),
            ("MOJO_CA_FILE", "/t/ca.pem"), ("HTTPLIB2_CA_CERTS", "/t/ca.pem"),
            ("SYSTEM_CERTIFICATE_PATH", "/t/ca.pem"), ("SSL_CERT_DIR", "/t/none"), ("NODE_USE_ENV_PROXY", "1"),
            ("PERL_LWP_ENV_PROXY", "1"), ("MOJO_PROXY", "1"), ("WGETRC", "/t/wgetrc"),
            ("AZURE_CONFIG_DIR", "/t/azure"), ("PHP_INI_SCAN_DIR", ":/t/php"),
            ("NODE_OPTIONS", "--require=/t/node.cjs"),
            (
                "JAVA_TOOL_OPTIONS",
                "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=8080 -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=8080 "
                    + "-Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1] -Djavax.net.ssl.trustStore=/t/trust.jks "
                    + "-Djavax.net.ssl.trustStoreType=JKS -Djavax.net.ssl.trustStorePassword=changeit"
            ),
            ("AZURE_REGIONAL_AUTHORITY_NAME", nil), ("MSAL_FORCE_REGION", nil), ("AZURE_TOKEN_CREDENTIALS", nil),
            ("AZURE_CLIENT_CERTIFICATE_PATH", nil), ("AZURE_CLIENT_CERTIFICATE_PASSWORD", nil),
            ("AZURE_FEDERATED_TOKEN_FILE", nil), ("IDENTITY_ENDPOINT", nil), ("IDENTITY_HEADER", nil),
            ("IDENTITY_SERVER_THUMBPRINT", nil), ("IMDS_ENDPOINT", nil), ("MSI_ENDPOINT", nil), ("MSI_SECRET", nil),
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", nil),
            ("INSIGHTS_SIM_ADMIN_KEY", nil),
        ]
        #expect(
            Self.environment().changes { _ in nil } == expected.map { ProcessEnvironment.Change(name: $0, value: $1) })
    }

    @Test("Without a proxy its variables are removed, and the token endpoint is the simulator's own address")
    func direct() {
        let changes = Self.environment().directChanges { ["HTTPS_PROXY": "http://real:1"][$0] }
        let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        #expect(changes.filter { names.contains($0.name) } == names.map { .init(name: $0, value: nil) })
        let value = { (name: String) in changes.first { $0.name == name }?.value }
        #expect(value("AZURE_AUTHORITY_HOST") == "https://127.0.0.1:8443")
        #expect(
            value("JAVA_TOOL_OPTIONS")
                == "-Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1] -Djavax.net.ssl.trustStore=/t/trust.jks "
                + "-Djavax.net.ssl.trustStoreType=JKS -Djavax.net.ssl.trustStorePassword=changeit")
        let others = Self.environment().changes { _ in nil }.filter { change in
            !(names + ["AZURE_AUTHORITY_HOST", "JAVA_TOOL_OPTIONS"]).contains(change.name)
        }
        #expect(changes.filter { change in others.contains { $0.name == change.name } } == others)
    }

    @Test(
        "Exceptions from the proxy are kept, except those that lead to the real service",
        arguments: [
            ("db,selenium", "db,selenium"), ("db, selenium", "db,selenium"), (".corp.example", ".corp.example"),
            ("*.corp.example", "*.corp.example"), ("localhost,db", "db"), ("10.0.0.0/8", "10.0.0.0/8"), ("*", ""),
            ("microsoft.com", ""), (".microsoft.com", ""), ("*.microsoft.com", ""), ("MICROSOFTONLINE.com", ""),
            ("login.microsoftonline.com:443,db", "db"),
            ("westus2.login.microsoft.com,db", "db"), ("a.b.login.microsoft.com", "a.b.login.microsoft.com"),
            ("soft.com", "soft.com"), (".com", ""),
            ("sts.windows.net.example", "sts.windows.net.example"), (",,", ""), ("", ""),
        ])
    func exceptions(_ inherited: String, _ kept: String) {
        let expected = "localhost,127.0.0.1,::1" + (kept.isEmpty ? "" : "," + kept)
        for name in ["NO_PROXY", "no_proxy"] {
            #expect(Self.value("NO_PROXY", inheriting: [name: inherited]) == expected)
        }
    }

    @Test("Both spellings of the exceptions count")
    func bothSpellings() {
        #expect(
            Self.value("no_proxy", inheriting: ["NO_PROXY": "a,b", "no_proxy": "b,c"])
                == "localhost,127.0.0.1,::1,a,b,c")
    }

    @Test("Existing Java options stay, and a path with a blank is quoted")
    func java() {
        let options = Self.value(
            "JAVA_TOOL_OPTIONS", of: Self.environment(store: "/a b/trust.jks"),
            inheriting: ["JAVA_TOOL_OPTIONS": "-Xmx1g", "NO_PROXY": ".corp.example"])
        #expect(options?.hasPrefix("-Xmx1g -Dhttp.proxyHost=127.0.0.1 ") == true)
        #expect(options?.contains(" -Dhttp.nonProxyHosts=localhost|127.0.0.1|[::1]|*.corp.example ") == true)
        #expect(options?.contains(" \"-Djavax.net.ssl.trustStore=/a b/trust.jks\" ") == true)
    }

    @Test(
        "What the user has set for a client stays in front",
        arguments: [
            ("NODE_OPTIONS", "--max-old-space-size=64", "--max-old-space-size=64 --require=/t/node.cjs"),
            ("PHP_INI_SCAN_DIR", "/etc/own", "/etc/own:/t/php"), ("PHP_INI_SCAN_DIR", ":/a:/b", ":/a:/b:/t/php"),
        ])
    func appended(_ name: String, _ own: String, _ expected: String) {
        #expect(Self.value(name, inheriting: [name: own]) == expected)
    }

    @Test(
        "The path of Node's module is quoted where Node would split it",
        arguments: [
            ("/a b/n.cjs", #""--require=/a b/n.cjs""#), (#"/a"b\c/n.cjs"#, #""--require=/a\"b\\c/n.cjs""#),
        ])
    func nodePath(_ path: String, _ option: String) {
        #expect(Self.value("NODE_OPTIONS", of: Self.environment(hook: path)) == option)
    }

    @Test("If real hosts are allowed, the system's folder of certificates counts")
    func systemFolder() {
        #expect(Self.value("SSL_CERT_DIR", of: Self.environment(emptyFolder: nil)) == nil)
        #expect(!Self.environment(emptyFolder: nil).changes { _ in nil }.contains { $0.name == "SSL_CERT_DIR" })
    }

    @Test("Variables are replaced and removed whole; the others stay byte for byte")
    func entries() {
        let others: [[UInt8]] = [Array("AZURE_CLIENT_IDS=1".utf8), [0x41, 0x3D, 0xFF, 0xFE], Array("odd".utf8)]
        let entries = ProcessEnvironment.entries(
            others + [Array("AZURE_CLIENT_ID=real".utf8), Array("GONE=1".utf8)],
            changing: [.init(name: "AZURE_CLIENT_ID", value: "a=b"), .init(name: "GONE", value: nil)])
        #expect(entries == others + [Array("AZURE_CLIENT_ID=a=b".utf8)])
    }
}
