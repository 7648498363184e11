import InsightsAPI
import InsightsHTTP

/// Writes a call as a line for a shell, with variables in place of secrets.
struct CurlLine {
    let call: ContractCall
    let baseURL: String

    var text: String {
        var parts = ["curl -sS --compressed"]
        if call.method != .get { parts.append("-X \(call.method)") }
        if call.carriesToken { parts.append("-H \"Authorization: Bearer $TOKEN\"") }
        for header in call.headers {
            let value = header.name.lowercased() == "authorization" ? "<credentials>" : hidden(header.value)
            parts.append("-H \(Self.quoted("\(header.name): \(value)"))")
        }
        if let (type, bytes) = call.content {
            if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                parts.append("-H \(Self.quoted("Content-Type: \(type)"))")
            }
            parts.append("-d \(Self.quoted(hidden(String(decoding: bytes, as: UTF8.self))))")
        }
        let address = call.address.hasPrefix("/") ? baseURL + call.address : call.address
        parts.append(Self.quoted(hidden(address)))
        return parts.joined(separator: " ")
    }

    /// Puts names in place of the actor's secrets, encoded or not, and of a link's signature and whatever is a token.
    private func hidden(_ text: String) -> String {
        var text = text
        for (secret, name) in [
            (call.credentials?.clientSecret, "<client secret>"), (call.credentials?.password, "<password>"),
        ] {
            guard let secret, !secret.isEmpty else { continue }
            text = text.replacing(secret, with: name).replacing(PercentEncoding.encode(secret), with: name)
        }
        return text.replacing(/eyJ[A-Za-z0-9_.~-]{20,}/, with: "<token>")
            .replacing(/(refresh_token|client_secret|password|client_assertion|sig)=[^&\s"']+/) { "\($0.1)=<secret>" }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
