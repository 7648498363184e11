import InsightsTime

/// How answers that do not simply arrive are put into the output.
extension ConnectionState {
    /// How an answer under way ends, where not as it should.
    struct Ending: Sendable {
        /// How many bytes of the body may still be sent; nil for all.
        var bodyBytes: Int?
        /// Whether the connection is reset then, or closed in order.
        let resets: Bool
    }

    /// Holds an answer back, cuts it, or sends it at its pace and with its length.
    mutating func deliver(_ answer: HTTPResponse, _ head: RequestHead, _ now: MonotonicTime) {
        var answer = answer
        let delivery = answer.delivery
        if delivery.delay > .zero {
            answer.delivery.delay = .zero
            phase = .delayed(answer, until: now + delivery.delay)
            return
        }
        switch delivery.cut {
        case .resetBeforeHead:
            self.head = nil
            phase = .cutting
            return
        case .reset(let bytes): ending = Ending(bodyBytes: bytes, resets: true)
        case .close(let bytes): ending = Ending(bodyBytes: bytes, resets: false)
        case nil: ending = delivery.announcedLength == nil ? nil : Ending(bodyBytes: nil, resets: false)
        }
        send(answer, head, announcedLength: delivery.announcedLength, bytesPerSecond: delivery.bytesPerSecond, now)
    }

    /// What of some content may still be sent, and whether the answer ends with it.
    mutating func admitted(_ content: [UInt8]) -> (content: [UInt8], isLast: Bool) {
        guard let left = ending?.bodyBytes else { return (content, false) }
        guard content.count >= left else {
            ending?.bodyBytes = left - content.count
            return (content, false)
        }
        return (Array(content.prefix(left)), true)
    }

    /// Waits until all is sent, then cuts the connection; nil if the phase changed.
    mutating func advanceCutting() -> ConnectionAction? {
        input.removeAll()
        guard output.isEmpty else { return .wait }
        phase = .closed(resets: true)
        return nil
    }

    /// Ends a pace that has let everything out.
    mutating func endPace(now: MonotonicTime) {
        if case .streaming = phase { return }
        pace = nil
        idleSince = now
    }
}
