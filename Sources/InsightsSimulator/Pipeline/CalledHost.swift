import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON

/// Refuses requests that a page of another origin makes, also by DNS rebinding, to the service and the token endpoint.
///
/// A page can call any server that its browser reaches. It cannot choose `Host` and `Origin`, which tell its names.
struct CalledHost: Sendable {
    let address: AdvertisedURL

    /// Returns why a request is refused; nil if it names this machine, an address, or a name of the service or the user's.
    ///
    /// Calls in process are not refused: there is no page.
    func refusal(of request: HTTPRequest) -> String? {
        guard request.remoteAddress != nil else { return nil }
        let isVouchedFor = request.forwarding?.vouchesForHost == true
        if !isVouchedFor, let host = request.fields.firstValueBytes("Host"), !host.isEmpty, !isLocal(host) {
            let text = String(decoding: host, as: UTF8.self)
            guard let authority = Authority(text), isOwn(authority.host) else {
                return "Host: found '\(text)'; expected a name of this machine or of the service; "
                    + "'serve --allow-host NAME' allows another"
            }
        }
        if let origin = request.fields.firstValueBytes("Origin") {
            let text = String(decoding: origin, as: UTF8.self)
            guard let parsed = Origin(text), isOwn(parsed.host) || isVouchedFor && calls(request, parsed) else {
                return "Origin: found '\(text)'; expected an origin of this machine or of the service; "
                    + "'serve --allow-host NAME' allows another"
            }
        }
        return nil
    }

    /// Returns whether a request calls the host of an origin.
    private func calls(_ request: HTTPRequest, _ origin: Origin) -> Bool {
        request.fields["Host"].flatMap { Authority($0) }?.host == origin.host
    }

    /// Returns the response to a refused request.
    static func response(_ reason: String) -> HTTPResponse {
        var response = HTTPResponse(
            403, fields: HTTPFields([(name: "Content-Type", value: MediaType.json)]),
            body: .bytes(JSONWriter.encode(.object(["error": .string(reason)]))))
        ErrorExplanation.add(reason, to: &response)
        return response
    }

    private func isOwn(_ host: String) -> Bool {
        // No name is involved that could be made to lead elsewhere.
        Loopback.contains(host: host) || HostName.isAddress(host) || address.accepts(host: host)
            || ServiceHosts.role(ofAuthority: Array(host.utf8)[...]) != nil
    }

    /// Returns whether a `Host` is the usual spelling of loopback; nearly every request has one.
    private func isLocal(_ host: ArraySlice<UInt8>) -> Bool {
        let length: Int
        switch host.first {
        case UInt8(ascii: "l"): length = Self.matches(host, "localhost")
        case UInt8(ascii: "1"): length = Self.matches(host, "127.0.0.1")
        case UInt8(ascii: "["): length = Self.matches(host, "[::1]")
        default: return false
        }
        guard length > 0 else { return false }
        let rest = host.dropFirst(length)
        guard let colon = rest.first else { return true }
        return colon == UInt8(ascii: ":") && (1...5).contains(rest.count - 1)
            && rest.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Returns the length of a name with which a text begins; 0 if it does not.
    private static func matches(_ text: ArraySlice<UInt8>, _ name: StaticString) -> Int {
        name.withUTF8Buffer { text.starts(with: $0) ? $0.count : 0 }
    }
}
