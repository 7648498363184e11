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

    /// The files and folders, made for one run, that clients read in place of the user's or after them.
    struct Files: Equatable, Sendable {
        /// The path of the configuration of wget, which begins with the user's own.
        let wgetrc: String
        /// The folder with a file of PHP settings.
        let phpFolder: String
        /// The path of the module that Node loads first.
        let nodeHook: String
        /// The folder for the configuration and the token cache of the Azure CLI.
        let azureFolder: String
    }

    /// The hosts that clients reach without the proxy: this machine.
    static let direct = ProcessEnvironment.loopbackHosts
    /// The password of the Java trust store; it protects nothing, because the store contains no secret.
    static let javaStorePassword = "changeit"
    /// The variables that would make a client use another configuration, or that contain keys not meant for it.
    static let removed = [
        "AZURE_REGIONAL_AUTHORITY_NAME", "MSAL_FORCE_REGION", "AZURE_TOKEN_CREDENTIALS",
        "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE",
        // Managed identities: an endpoint of this machine would give out real tokens.
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT",
        "MSI_SECRET", "AZURE_POD_IDENTITY_AUTHORITY_HOST",
        AdminKey.variable,
    ]

    /// The variables that name a file of certificates to trust.
    static let bundleVariables = [
        "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "PERL_LWP_SSL_CA_FILE",
        "MOJO_CA_FILE", "HTTPLIB2_CA_CERTS", "SYSTEM_CERTIFICATE_PATH",
    ]
    /// The variables that have a client read the proxy from the environment.
    static let proxySwitches = ["NODE_USE_ENV_PROXY", "PERL_LWP_ENV_PROXY", "MOJO_PROXY"]

    /// The simulator's URL for plain HTTP, and its URL for TLS.
    let url: String
    let tlsURL: String
    /// The host and the port of `url`, which Java needs separately.
    let host: String
    let port: Int
    let credentials: ClientCredentials
    let trust: Trust
    let files: Files

    /// Returns the changes to an environment; `inherited` looks up its variables.
    func changes(inherited: (String) -> String?) -> [ProcessEnvironment.Change] {
        let exceptions = Self.exceptions(inherited)
        var values: [(String, String)] = [
            (ClientVariable.tenantID, credentials.tenantID), (ClientVariable.clientID, credentials.clientID),
            (ClientVariable.clientSecret, credentials.clientSecret), (ClientVariable.username, credentials.username),
            (ClientVariable.password, credentials.password),
            (ClientVariable.refreshToken, credentials.refreshToken),
            (ClientVariable.authorityHost, ServiceHosts.loginOrigin),
            (ClientVariable.baseURL, url), (ClientVariable.tlsURL, tlsURL),
        ]
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
            values.append((name, url))
            values.append((name.lowercased(), url))
        }
        for name in ["NO_PROXY", "no_proxy"] { values.append((name, exceptions.joined(separator: ","))) }
        for name in Self.bundleVariables { values.append((name, trust.bundle)) }
        if let folder = trust.emptyFolder { values.append(("SSL_CERT_DIR", folder)) }
        for name in Self.proxySwitches { values.append((name, "1")) }
        values += [
            ("WGETRC", files.wgetrc), ("AZURE_CONFIG_DIR", files.azureFolder),
            // An empty part stands for the folder that PHP was built with.
            ("PHP_INI_SCAN_DIR", (inherited("PHP_INI_SCAN_DIR") ?? "") + ":" + files.phpFolder),
            ("NODE_OPTIONS", Self.appended([nodeOption], to: inherited("NODE_OPTIONS"))),
            ("JAVA_TOOL_OPTIONS", Self.appended(javaOptions(exceptions), to: inherited("JAVA_TOOL_OPTIONS"))),
        ]
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

    // MARK: Options

    /// Returns options after those that the user has set, so that none of the user's is lost.
    private static func appended(_ options: [String], to own: String?) -> String {
        ((own.map { [$0] } ?? []) + options).joined(separator: " ")
    }

    /// The option that has Node load the module; within quotes, a backslash protects the next character.
    private var nodeOption: String {
        let isPlain = files.nodeHook.allSatisfy { !$0.isWhitespace && $0 != "\"" && $0 != "\\" }
        if isPlain { return "--require=\(files.nodeHook)" }
        let escaped = files.nodeHook.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"--require=\(String(escaped))\""
    }

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
    var refreshToken = ""
}
