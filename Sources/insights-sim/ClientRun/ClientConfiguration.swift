import InsightsAPI

/// The configuration files of clients that read no suitable variable, only a file that a variable names.
struct ClientConfiguration {
    let trust: ClientEnvironment.Trust
    /// The URL of the proxy; nil if clients connect directly.
    let proxy: String?

    /// Writes the files, and creates the folders.
    func write(to folder: RunDirectory) throws(UsageError) -> ClientEnvironment.Files {
        let php = try folder.makeFolder("php")
        _ = try folder.write("php/insights-sim.ini", Array(phpSettings.utf8))
        return ClientEnvironment.Files(
            wgetrc: try folder.write("wgetrc", wgetrc(after: Self.ownWgetrc())), phpFolder: php,
            nodeHook: try folder.write("node.cjs", Array(Self.nodeHook.utf8)),
            azureFolder: try folder.makeFolder("azure"))
    }

    // MARK: wget

    /// Returns the configuration of wget: the user's own lines, and then ours, since a later line has effect.
    func wgetrc(after own: [UInt8]) -> [UInt8] {
        var lines =
            proxy.map { ["use_proxy = on", "https_proxy = \($0)", "http_proxy = \($0)"] } ?? ["use_proxy = off"]
        lines.append("ca_certificate = \(trust.bundle)")
        if let folder = trust.emptyFolder { lines.append("ca_directory = \(folder)") }
        return own + Array(("\n" + lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Returns the user's configuration of wget; empty if there is none that can be read.
    private static func ownWgetrc() -> [UInt8] {
        let file = ProcessEnvironment.value("WGETRC") ?? ProcessEnvironment.value("HOME").map { $0 + "/.wgetrc" }
        return file.flatMap { try? FileIO.read($0) } ?? []
    }

    // MARK: PHP

    /// The settings of PHP: libcurl inside PHP reads no variable for trust.
    var phpSettings: String {
        let path = String(trust.bundle.flatMap { "\"\\$".contains($0) ? ["\\", $0] : [$0] })
        return "curl.cainfo = \"\(path)\"\nopenssl.cafile = \"\(path)\"\n"
    }

    // MARK: Node

    /// A module that leads connections to the service's hosts to the simulator's port for TLS.
    ///
    /// It does nothing where Node itself reads the proxy from the environment.
    static let nodeHook = """
        "use strict";
        const [major, minor] = process.versions.node.split(".").map(Number);
        const readsProxy = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
        if (!readsProxy && process.env.INSIGHTS_TLS_URL) {
            const hosts = new Set([\(ServeTLS.serviceHosts.map { "\"\($0)\"" }.joined(separator: ", "))]);
            const domains = [\(ServeTLS.serviceDomains.map { "\"\($0)\"" }.joined(separator: ", "))];
            const isService = (host) =>
                hosts.has(host) || domains.includes(host.slice(host.indexOf(".") + 1));
            const tls = require("tls");
            const connect = tls.connect;
            tls.connect = function (options, ...rest) {
                const host = options && typeof options === "object" && !options.socket && options.host;
                if (typeof host === "string" && isService(host.toLowerCase())) {
                    const simulator = new URL(process.env.INSIGHTS_TLS_URL);
                    options = Object.assign(Object.create(Object.getPrototypeOf(options)), options, {
                        host: simulator.hostname,
                        port: Number(simulator.port),
                        servername: options.servername || host,
                    });
                }
                return connect.call(this, options, ...rest);
            };
            require("module").syncBuiltinESMExports();
        }

        """
}
