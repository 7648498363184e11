import InsightsClientAudit
import InsightsServer
import Synchronization

/// A counter of a server's events, with one entry for each distinct event.
final class ServerEventCounter: Sendable {
    /// The greatest number of distinct events.
    private static let limit = 100

    /// An event and the number of its occurrences.
    struct Entry: Sendable {
        let event: ServerEvent
        fileprivate(set) var count: Int

        /// The entry as a part of a run's result.
        var notice: ClientRunResult.Notice {
            let kind: ClientRunResult.Notice.Kind =
                switch event {
                case .refusedByProxy(let host, _): .foreignHost(host)
                case .endedWithoutRequest(_, _, isEstablished: true): .unused
                case .endedWithoutRequest, .tlsFailed, .handshakeTimeout: .untrusted
                case .tlsOnPlainPort, .plainOnTLSPort, .notTLS: .other
                }
            return ClientRunResult.Notice(event.description, kind, count: count)
        }
    }

    private let said = Mutex<[Entry]>([])

    func note(_ event: ServerEvent) {
        said.withLock { said in
            if let index = said.firstIndex(where: { $0.event == event }) {
                said[index].count += 1
            } else if said.count < Self.limit {
                said.append(Entry(event: event, count: 1))
            }
        }
    }

    /// The distinct events, in the order of their first occurrence.
    var entries: [Entry] { said.withLock { $0 } }
}
