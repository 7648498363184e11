import InsightsTime

/// Delivery of responses that are delayed, throttled, cut or sent with a wrong length.
extension ConnectionState {
    /// The abnormal end of the current response.
    struct Ending: Sendable {
        /// The number of body bytes that may still be sent; nil for all.
        var bodyBytes: Int?
        /// Whether the connection is then reset instead of closed normally.
        let resets: Bool
    }

    /// Delays or cuts a response, or sends it with its throttle and announced length.
    mutating func deliver(_ response: HTTPResponse, _ head: RequestHead, _ now: MonotonicTime) {
        var response = response
        let delivery = response.delivery
        if delivery.delay > .zero {
            response.delivery.delay = .zero
            phase = .delayed(response, until: now + delivery.delay)
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
        send(response, head, announcedLength: delivery.announcedLength, bytesPerSecond: delivery.bytesPerSecond, now)
    }

    /// Returns the part of some content that may still be sent, and whether it is the last of the response.
    mutating func admitted(_ content: [UInt8]) -> (content: [UInt8], isLast: Bool) {
        guard let left = ending?.bodyBytes else { return (content, false) }
        guard content.count >= left else {
            ending?.bodyBytes = left - content.count
            return (content, false)
        }
        return (Array(content.prefix(left)), true)
    }

    /// Waits until all output is sent, then resets the connection; returns nil if the phase changed.
    mutating func advanceCutting() -> ConnectionAction? {
        input.removeAll()
        guard output.isEmpty else { return .wait }
        phase = .closed(resets: true)
        return nil
    }

    /// Removes the throttle after it has released all output, unless the response is still streaming.
    mutating func endPace(now: MonotonicTime) {
        if case .streaming = phase { return }
        pace = nil
        idleSince = now
    }
}
