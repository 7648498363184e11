import InsightsAPI
import InsightsHTTP

/// The header fields that every response of a blob store has.
struct BlobFields: Sendable {
    /// The version of the service's interface that responds to a request without `x-ms-version` [assumed].
    static let defaultVersion = "2020-10-02"
    /// The greatest length of an identifier of the client that is repeated, as documented.
    static let longestClientRequestID = 1024

    static let clientRequestID = "x-ms-client-request-id"
    static let version = "x-ms-version"

    private let request: HTTPFields

    init(_ request: HTTPRequest) {
        self.request = request.fields
    }

    /// Appends the version, and the client's own identifier of the request if it sent one.
    func add(to fields: inout HTTPFields) {
        fields.append(Self.version, requestedVersion ?? Self.defaultVersion)
        if let id = request[Self.clientRequestID], !id.isEmpty, id.utf8.count <= Self.longestClientRequestID,
            id.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        {
            fields.append(Self.clientRequestID, id)
        }
    }

    /// The version that the request asks for; nil if it is not a date.
    private var requestedVersion: String? {
        guard let text = request[Self.version], text.utf8.count == 10 else { return nil }
        let isDate = text.utf8.enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
        }
        return isDate ? text : nil
    }
}
