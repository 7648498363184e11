import InsightsAPI
public import InsightsHTTP
import InsightsJSON

/// Serves the console below `/_sim/ui/`, and passes every other request on.
///
/// The files hold no secret, so everyone gets them. What they show comes from the administration, which checks each call.
public struct ConsoleEndpoint: HTTPHandler {
    /// The path of the page.
    public static let path = "/\(SimulatorEndpoints.administrationPrefix)/ui/"

    private let mode: ConsoleMode
    private let token: String
    private let needsKey: Bool
    private let version: String
    private let next: any HTTPHandler
    private let date: @Sendable () -> String

    /// What a page of the console may load and do: its own files, calls of the same server, and no inline code.
    ///
    /// `data:` is for the lines of charts that a person saves; no page may show it in a frame.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// Creates an endpoint.
    ///
    /// - Parameters:
    ///   - mode: what the console may do.
    ///   - token: what its calls that change something carry; no other page can read it.
    ///   - needsKey: whether the administration wants a key, for which the page then asks.
    ///   - version: the version that the page shows.
    ///   - next: handles every other request.
    ///   - date: returns the `Date` of a response.
    public init(
        mode: ConsoleMode, token: String, needsKey: Bool, version: String, next: any HTTPHandler,
        date: @escaping @Sendable () -> String
    ) {
        self.mode = mode
        self.token = token
        self.needsKey = needsKey
        self.version = version
        self.next = next
        self.date = date
    }

    /// Answers GET and HEAD of the files, and leads a browser from `/` to the page.
    ///
    /// A browser at the documented Swagger address gets the page there, so that a person can try the operations.
    public func handle(_ request: HTTPRequest) -> HTTPReply {
        guard mode != .off, request.target.utf8.first == UInt8(ascii: "/") else { return next.handle(request) }
        let path = request.target.prefix { $0 != "?" }
        if path == "/" || path == Self.path.dropLast() {
            guard path != "/" || leads(request) else { return next.handle(request) }
            // A relative address is right behind a proxy that adds a path.
            return .response(redirect(to: path == "/" ? String(Self.path.dropFirst()) : "ui/"))
        }
        if leads(request), let folders = SwaggerRoute.foldersAbovePage(at: path) {
            // Clients get the service's own page at this address, which has no script.
            var response = response(ConsoleFile.page(below: folders), to: request)
            response.fields.append("Vary", "Accept")
            return .response(response)
        }
        guard path.hasPrefix(Self.path) else { return next.handle(request) }
        guard request.method == .get || request.method == .head else {
            return .response(plain(405, "405 method not allowed; expected GET, HEAD\n", [("Allow", "GET, HEAD")]))
        }
        let name = path.dropFirst(Self.path.count)
        if name == "session.json" { return .response(session(for: request)) }
        guard let file = ConsoleFile.all[name.isEmpty ? "index.html" : String(name)] else {
            return .response(plain(404, "404 not found; the console is at \(Self.path)\n"))
        }
        return .response(response(file, to: request))
    }

    /// Returns whether a request comes from a person's browser; clients of the service do not ask for HTML.
    private func leads(_ request: HTTPRequest) -> Bool {
        guard request.method == .get || request.method == .head,
            request.fields["Accept"]?.lowercased().contains("text/html") == true
        else { return false }
        // By the public names there is the service alone.
        return request.fields.firstValueBytes("Host").flatMap(ServiceHosts.role(ofAuthority:)) == nil
    }

    private func redirect(to location: String) -> HTTPResponse {
        plain(302, "302 the console is at \(Self.path)\n", [("Location", location), ("Vary", "Accept")])
    }

    private func response(_ file: ConsoleFile, to request: HTTPRequest) -> HTTPResponse {
        var fields = fields(file.mediaType)
        fields.append("ETag", file.tag)
        fields.append("Cache-Control", "no-cache")
        let known = request.fields.values(named: "If-None-Match").flatMap { $0.split(separator: ",").map(String.init) }
        if known.contains(where: { $0.trimmingBlanks().trimmingWeakness() == file.tag }) {
            return HTTPResponse(304, fields: fields)
        }
        return HTTPResponse(200, fields: fields, body: .bytes(file.bytes))
    }

    /// Returns what the page must know before it calls the administration; never to a page of another origin.
    private func session(for request: HTTPRequest) -> HTTPResponse {
        if let site = request.fields["Sec-Fetch-Site"]?.lowercased(), site != "same-origin", site != "none" {
            return plain(403, "403 pages of another origin are refused\n")
        }
        var session: JSONObject = [
            "mode": .string(mode.rawValue), "needsKey": .bool(needsKey), "version": .string(version),
        ]
        if mode == .on { session["token"] = .string(token) }
        var fields = fields(MediaType.json)
        fields.append("Cache-Control", "no-store")
        return HTTPResponse(200, fields: fields, body: .bytes(JSONWriter.encode(.object(session))))
    }

    private func plain(_ status: HTTPStatus, _ text: String, _ more: [(String, String)] = []) -> HTTPResponse {
        var fields = fields("text/plain; charset=utf-8")
        for (name, value) in more { fields.append(name, value) }
        return HTTPResponse(status, fields: fields, body: .bytes(Array(text.utf8)))
    }

    private func fields(_ mediaType: String) -> HTTPFields {
        HTTPFields([
            (name: "Content-Type", value: mediaType), (name: "Date", value: date()),
            (name: "Content-Security-Policy", value: Self.policy),
            (name: "X-Content-Type-Options", value: "nosniff"), (name: "Referrer-Policy", value: "no-referrer"),
            (name: "Cross-Origin-Opener-Policy", value: "same-origin"),
            (name: "Cross-Origin-Resource-Policy", value: "same-origin"),
        ])
    }
}

extension String {
    /// Returns an entity tag without the mark of a weak one, which compares the same.
    fileprivate func trimmingWeakness() -> String { hasPrefix("W/") ? String(dropFirst(2)) : self }
}
