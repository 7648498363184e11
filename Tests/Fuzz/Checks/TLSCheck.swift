import InsightsHTTP

@testable import InsightsServer

/// The server's side of a TLS connection, which receives anything in pieces.
enum TLSCheck {
    /// The greatest number of bytes that may be said to a peer that has not finished its handshake.
    private static let replyLimit = 64 * 1024

    private static let configuration = Result {
        try TLSConfiguration(authority: CertificateAuthority(), names: ["api.example.com"])
    }

    static func check(_ bytes: [UInt8]) throws {
        let configuration = try configuration.get()
        // A seed begins as a real client does, with the first record of which the input replaces a part.
        for size in [max(1, bytes.count), 5, 1] {
            guard let session = TLSSession(server: configuration.context, name: nil) else {
                throw Violation(description: "no session")
            }
            var buffer = [UInt8](repeating: 0, count: 1000)
            var replies: [UInt8] = []
            var rest = bytes[...]
            feed: while !rest.isEmpty {
                session.receive(Array(rest.prefix(size)).span)
                rest = rest.dropFirst(size)
                for _ in 0..<100 {
                    let outcome = session.read(into: &buffer)
                    session.takeOutgoing(into: &replies)
                    switch outcome {
                    case .bytes: throw Violation(description: "plain bytes without a handshake")
                    case .needsInput: continue feed
                    case .ended, .failed: break feed
                    }
                }
            }
            try require(!session.isEstablished, "a handshake without the server's part of it")
            try require(replies.count <= replyLimit, "\(replies.count) bytes of replies")
            if let name = session.requestedName { try require(HostName.normalized(name) == name, "name \(name)") }
        }
    }
}
