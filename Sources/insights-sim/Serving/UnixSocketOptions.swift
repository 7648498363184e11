import InsightsServer

/// The options of `serve` for a Unix socket in place of a port.
struct UnixSocketOptions {
    static let options: [CommandSpecification.Option] = [
        .init(
            name: "--listen", value: "unix:PATH",
            summary: "listen on this Unix socket instead of a host and a port; removed at exit"),
        .init(
            name: "--socket-mode", value: "MODE",
            summary: "permissions of the socket of --listen in octal (default 660: owner and group)"),
    ]

    private static let prefix = "unix:"

    private let path: String
    private let mode: UInt32

    /// Reads the options; nil if there is no socket.
    init?(_ arguments: ParsedArguments) throws(UsageError) {
        guard let place = arguments["--listen"] else {
            guard arguments["--socket-mode"] == nil else { throw .configuration("'--socket-mode' requires '--listen'") }
            return nil
        }
        let path = place.hasPrefix(Self.prefix) ? String(place.dropFirst(Self.prefix.count)) : ""
        guard !path.isEmpty, path.utf8.count <= UnixSocket.longestPath else {
            throw .badValue(
                option: "--listen", value: place,
                accepted:
                    "unix: and a path of at most \(UnixSocket.longestPath) bytes; '--host' and '--port' are for TCP")
        }
        for name in ["--host", "--port", "--tls-port"] where arguments[name] != nil {
            throw .configuration("'--listen' and '\(name)' cannot be combined")
        }
        guard !arguments.has("--tls") else { throw .configuration("'--listen' and '--tls' cannot be combined") }
        self.path = path
        mode =
            try arguments["--socket-mode"].map { (text) throws(UsageError) in
                guard let mode = UInt32(text, radix: 8), (1...0o777).contains(mode) else {
                    throw .badValue(
                        option: "--socket-mode", value: text, accepted: "an octal number such as 660, 1 to 777")
                }
                return mode
            } ?? UnixSocket.defaultMode
    }

    /// Creates the socket.
    func open() throws(ServerError) -> UnixSocket { try UnixSocket(path: path, mode: mode) }
}
