import InsightsServer
import Testing

extension RawClient {
    /// Exchanges with the server what a client's session needs; returns why that fails, if it does.
    func finishHandshake(_ session: TLSSession) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if case .failed(let reason) = session.read(into: &buffer) { return reason }
            var outgoing: [UInt8] = []
            session.takeOutgoing(into: &outgoing)
            send(outgoing)
            if session.isEstablished { return nil }
            if unread.isEmpty { unread = receive() ?? [] }
            guard !unread.isEmpty else { return "nothing arrives" }
            session.receive(unread.span)
            unread = []
        }
    }

    /// Sends plain bytes through a client's session.
    func send(_ text: String, through session: TLSSession) {
        let isWritten = Array(text.utf8).withUnsafeBytes { session.write($0) }
        guard isWritten else { return }
        var wire: [UInt8] = []
        session.takeOutgoing(into: &wire)
        send(wire)
    }
}
