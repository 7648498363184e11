import InsightsAPI

/// The environment variables that direct a client to a simulator (docs/how-to/exec.md).
struct ClientEnvironment {
    /// The files with the certificates that a client must trust.
    struct Trust: Equatable, Sendable {
        /// The path of the certificates in PEM form.
        let bundle: String
        /// An empty folder that replaces the system's certificates; nil if the client may trust those too.
        let emptyFolder: String?
        /// The path of the certificates as a Java trust store.
        let javaStore: String
    }

    /// The hosts that clients reach without the proxy: this machine.
    static let direct = ProcessEnvironment.loopbackHosts
    /// The password of the Java trust store; it protects nothing, because the store contains no secret.
    static let javaStorePassword = "changeit"
    /// The variables that would make a client use another configuration, or that contain keys not meant for it.
    static let removed = [
        "AZURE_REGIONAL_AUTHORITY_NAME", "MSAL_FORCE_REGION", "AZURE_TOKEN_CREDENTIALS",
        "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE",
        AdminKey.variable,
    ]

    /// The simulator's URL for plain HTTP, and its URL for TLS.
    let url: String
    let tlsURL: String
    /// The host and the port of `url`, which Java needs separately.
    let host: String
    let port: Int
    let credentials: ClientCredentials
    let trust: Trust

    /// Returns the changes to an environment; `inherited` looks up its variables.
    func changes(inherited: (String) -> String?) -> [ProcessEnvironment.Change] {
        let exceptions = Self.exceptions(inherited)
        var values: [(String, String)] = [
            (ClientVariable.tenantID, credentials.tenantID), (ClientVariable.clientID, credentials.clientID),
            (ClientVariable.clientSecret, credentials.clientSecret), (ClientVariable.username, credentials.username),
            (ClientVariable.password, credentials.password), (ClientVariable.authorityHost, ServiceHosts.loginOrigin),
            (ClientVariable.baseURL, url), (ClientVariable.tlsURL, tlsURL),
        ]
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
            values.append((name, url))
            values.append((name.lowercased(), url))
        }
        for name in ["NO_PROXY", "no_proxy"] { values.append((name, exceptions.joined(separator: ","))) }
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            values.append((name, trust.bundle))
        }
        if let folder = trust.emptyFolder { values.append(("SSL_CERT_DIR", folder)) }
        values.append(("NODE_USE_ENV_PROXY", "1"))
        let own = inherited("JAVA_TOOL_OPTIONS").map { [$0] } ?? []
        values.append(("JAVA_TOOL_OPTIONS", (own + javaOptions(exceptions)).joined(separator: " ")))
        return values.map { ProcessEnvironment.Change(name: $0, value: $1) }
            + Self.removed.map { ProcessEnvironment.Change(name: $0, value: nil) }
    }

    // MARK: What is reached directly

    /// Returns the hosts to reach without the proxy: this machine and the inherited exceptions.
    ///
    /// Inherited exceptions that would lead past the proxy to the real service are dropped.
    private static func exceptions(_ inherited: (String) -> String?) -> [String] {
        var exceptions = direct
        for list in [inherited("NO_PROXY"), inherited("no_proxy")] {
            for part in (list ?? "").split(whereSeparator: { $0 == "," || $0 == " " }) {
                let entry = String(part)
                if exceptions.contains(entry) || leadsToService(entry) { continue }
                exceptions.append(entry)
            }
        }
        return exceptions
    }

    /// Returns whether an exception covers a host of the service, or a regional token endpoint.
    private static func leadsToService(_ entry: String) -> Bool {
        ServeTLS.serviceHosts.contains { covers(entry, $0) } || ServiceHosts.isLogin(domain(of: entry))
    }

    /// Returns whether an exception covers a host: by name, by domain with or without a leading dot or asterisk, or
    /// all.
    private static func covers(_ entry: String, _ host: String) -> Bool {
        let domain = domain(of: entry)
        if domain.isEmpty { return entry.hasPrefix("*") || entry.hasPrefix(".") }
        return host == domain || host.hasSuffix("." + domain)
    }

    /// Returns the domain of an exception, without port and without a leading dot or asterisk.
    private static func domain(of entry: String) -> Substring {
        entry.lowercased().prefix { $0 != ":" }.drop { $0 == "*" || $0 == "." }
    }

    // MARK: Java

    private func javaOptions(_ exceptions: [String]) -> [String] {
        let hosts = exceptions.map { entry in
            entry.contains(":") && !entry.hasPrefix("[") ? "[\(entry)]" : entry.hasPrefix(".") ? "*\(entry)" : entry
        }
        return [
            "http.proxyHost=\(host)", "http.proxyPort=\(port)", "https.proxyHost=\(host)", "https.proxyPort=\(port)",
            "http.nonProxyHosts=\(hosts.joined(separator: "|"))", "javax.net.ssl.trustStore=\(trust.javaStore)",
            "javax.net.ssl.trustStoreType=JKS", "javax.net.ssl.trustStorePassword=\(Self.javaStorePassword)",
        ].map { option in
            // Java splits the variable at spaces outside quotes.
            option.contains(where: \.isWhitespace) ? "\"-D\(option)\"" : "-D\(option)"
        }
    }
}

/// The credentials of a client: those of the default tenant's first application and user.
struct ClientCredentials: Equatable, Sendable {
    let tenantID: String
    let clientID: String
    let clientSecret: String
    let username: String
    let password: String
}
