import InsightsAPI
import InsightsHTTP

/// A shell command line that repeats a call exactly, with variables in place of secrets.
struct CurlLine {
    /// The greatest length of a body in the line, in bytes.
    static let shownBody = 4096

    let call: ContractCall
    let baseURL: String
    let authority: String
    private let redaction: ContractRedaction

    /// Creates the line for a call as the client of an environment sends it.
    init(call: ContractCall, on environment: any ContractEnvironment, redaction: ContractRedaction) {
        self.init(
            call: environment.subject.sent(call), baseURL: environment.baseURL, authority: environment.authority,
            redaction: redaction)
    }

    /// Creates the line for a call to a service and its token endpoint.
    init(call: ContractCall, baseURL: String, authority: String, redaction: ContractRedaction) {
        self.call = call
        self.baseURL = baseURL
        self.authority = authority
        self.redaction = redaction
    }

    var text: String {
        let content = call.content
        var parts = ["curl -sS"]
        let address = hidden(addressText)
        // curl interprets brackets and dot segments unless it is told not to.
        if address.contains(where: { "[]{}".contains($0) }) { parts.append("-g") }
        let segments = address.prefix { $0 != "?" }.split(separator: "/")
        if segments.contains(".") || segments.contains("..") { parts.append("--path-as-is") }
        parts += compression
        switch (call.method.token, content) {
        case ("GET", nil): break
        case ("HEAD", nil): parts.append("-I")
        default: parts.append("-X \(call.method)")
        }
        if call.carriesToken { parts.append("-H \"Authorization: Bearer $TOKEN\"") }
        parts += call.headers.map(header)
        if let content {
            if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                parts.append("-H \(word("Content-Type: \(content.type)"))")
            }
            parts += data(content.bytes, isForm: content.type == "application/x-www-form-urlencoded")
        } else if call.method == .post || call.method == .put {
            parts.append("-H 'Content-Length: 0'")
        }
        parts.append(word(addressText))
        return parts.joined(separator: " ")
    }

    private var addressText: String {
        let origin = call.isForService ? baseURL : authority
        return call.address.hasPrefix("/") ? origin + call.address : call.address
    }

    /// The options for compressed responses: curl unpacks, and `Accept-Encoding` is only sent if the call sends it.
    private var compression: [String] {
        if call.headers.contains(where: { $0.name.lowercased() == "accept-encoding" }) { return ["--compressed"] }
        // Files are always packed.
        let isFile = call.operation == .download || call.address.contains("/\(SimulatorEndpoints.downloadPrefix)/")
        return isFile ? ["--compressed", "-H 'Accept-Encoding:'"] : []
    }

    private func header(_ field: (name: String, value: String)) -> String {
        if field.name.lowercased() == "authorization",
            hidden(field.value) == "Basic \(RedactionLabel.credentials.rawValue)"
        {
            return "-u \"$\(ClientVariable.clientID):$\(ClientVariable.clientSecret)\""
        }
        // curl removes a header without a value, unless it ends with a semicolon.
        return field.value.isEmpty ? "-H \(word("\(field.name);"))" : "-H \(word("\(field.name): \(field.value)"))"
    }

    private func data(_ bytes: [UInt8], isForm: Bool) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        // Unlike -d, --data-raw takes a text that begins with @ as it is.
        guard bytes.count <= Self.shownBody else {
            // A part of a secret would not be recognized, so secrets are replaced before the text is cut.
            let shown = String(decoding: hidden(text).utf8.prefix(Self.shownBody), as: UTF8.self)
            return ["--data-raw \(word("\(shown)… (\(bytes.count) bytes)"))"]
        }
        guard isForm, hidden(text) != text else { return ["--data-raw \(word(text))"] }
        var parts: [String] = []
        var plain: [String] = []
        for pair in text.split(separator: "&", omittingEmptySubsequences: false).map(String.init) {
            let shown = hidden(pair)
            guard shown != pair, let value = shown.split(separator: "=", maxSplits: 1).last,
                Self.variables.contains(where: { $0.label.rawValue == value })
            else {
                plain.append(pair)
                continue
            }
            if !plain.isEmpty { parts.append("--data-raw \(word(plain.joined(separator: "&")))") }
            plain = []
            parts.append("--data-urlencode \(word(shown))")
        }
        if !plain.isEmpty { parts.append("--data-raw \(word(plain.joined(separator: "&")))") }
        return parts
    }

    /// The variables of the shell that stand for secrets.
    private static let variables: [(label: RedactionLabel, name: String)] = [
        (.clientSecret, ClientVariable.clientSecret), (.password, ClientVariable.password), (.token, "TOKEN"),
        (.credentials, "CREDENTIALS"), (.secret, "SECRET"),
    ]

    /// Returns a text as one word of a shell, with variables in place of secrets.
    private func word(_ text: String) -> String {
        var rest = Substring(hidden(text))
        var parts: [String] = []
        while let (range, name) = Self.firstVariable(in: rest) {
            if range.lowerBound > rest.startIndex {
                parts.append(ShellWord(String(rest[..<range.lowerBound])).quoted)
            }
            parts.append("\"$\(name)\"")
            rest = rest[range.upperBound...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(ShellWord(String(rest)).quoted) }
        return parts.joined()
    }

    private static func firstVariable(in text: Substring) -> (range: Range<Substring.Index>, name: String)? {
        variables.compactMap { variable in
            text.firstRange(of: variable.label.rawValue).map { ($0, variable.name) }
        }.min { $0.0.lowerBound < $1.0.lowerBound }
    }

    private func hidden(_ text: String) -> String { redaction.hidden(text) }
}
