import InsightsAPI
import InsightsHTTP

/// A shell command line that repeats a call, with variables in place of secrets.
struct CurlLine {
    /// The greatest length of a body in the line, in bytes.
    static let shownBody = 4096

    let call: ContractCall
    let baseURL: String
    let authority: String
    private let redaction: ContractRedaction

    /// Creates the line for a call as the client of an environment sends it.
    init(call: ContractCall, on environment: any ContractEnvironment, redaction: ContractRedaction) {
        self.redaction = redaction
        self.call = environment.subject.sent(call)
        baseURL = environment.baseURL
        authority = environment.authority
    }

    var text: String {
        var parts = ["curl -sS --compressed"]
        if call.method != .get { parts.append("-X \(call.method)") }
        if call.carriesToken { parts.append("-H \"Authorization: Bearer $TOKEN\"") }
        for header in call.headers {
            let value =
                header.name.lowercased() == "authorization" ? RedactionLabel.credentials.rawValue : hidden(header.value)
            parts.append("-H \(ShellWord("\(header.name): \(value)").quoted)")
        }
        if let (type, bytes) = call.content {
            if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                parts.append("-H \(ShellWord("Content-Type: \(type)").quoted)")
            }
            let more = bytes.count > Self.shownBody ? "… (\(bytes.count) bytes)" : ""
            let text = hidden(String(decoding: bytes.prefix(Self.shownBody), as: UTF8.self))
            parts.append("-d \(ShellWord(text + more).quoted)")
        }
        let origin = call.isForService ? baseURL : authority
        let address = call.address.hasPrefix("/") ? origin + call.address : call.address
        parts.append(ShellWord(hidden(address)).quoted)
        return parts.joined(separator: " ")
    }

    private func hidden(_ text: String) -> String { redaction.hidden(text) }
}
