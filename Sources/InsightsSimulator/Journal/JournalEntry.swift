public import InsightsAPI
import InsightsHTTP
public import InsightsJSON
import InsightsQuery
public import InsightsTime

/// One request and its response as the journal shows them, without secrets.
public struct JournalEntry: Sendable {
    /// A header field.
    public struct Field: Sendable, Equatable {
        /// The name as sent.
        public let name: String
        /// The value, with secrets replaced by labels.
        public let value: String
    }

    /// A request or a response.
    public struct Message: Sendable {
        /// The header fields, in order.
        public let fields: [Field]
        /// The start of the body as text; nil if there is none, or if none is kept.
        public let body: String?
        /// The length of the body in bytes; nil for a streamed body of unknown length.
        public let bodyBytes: Int?

        /// Returns the first value of a field, ignoring letter case; nil if there is none.
        public func field(_ name: String) -> String? {
            fields.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// The number of the request within the tenant's journal, from 1.
    public let sequence: Int
    /// The time at which the request arrived, on the tenant's clock.
    public let time: Timestamp
    /// The time at which the request arrived, on the machine's clock; it differs between runs.
    public let machineTime: Timestamp
    /// The HTTP method.
    public let method: String
    /// The request target.
    public let target: String
    /// The route of the request.
    public let route: Operation
    /// The program in the path; nil for none.
    public let program: PartnerProgram?
    /// The response status.
    public let status: Int
    /// The fault that applied to the request, as text; nil for none.
    public let fault: String?
    /// The reason for an error or a missing route, or a note on input that was not taken literally; nil for others.
    public let explanation: String?
    /// The duration on the tenant's clock in milliseconds, as added by a latency fault.
    public let simulatedMilliseconds: Int
    /// The duration on the machine's clock in nanoseconds; it differs between runs.
    public let realNanoseconds: UInt64
    /// The start on the machine's clock, in nanoseconds from an arbitrary origin.
    public let realStart: UInt64
    /// The number of the tenant's requests that had been completed when the request arrived.
    ///
    /// It is `sequence - 1`, unless the client sent several requests concurrently.
    public let completedBefore: Int
    /// The fingerprint of the access token that the request carried or that its response granted; nil for none.
    public let token: String?
    /// The client's address, as a trusted proxy states it, or the peer's if its headers were ignored.
    ///
    /// It is nil where no proxy is trusted, or where none wrote a header.
    public let peer: String?
    /// What was done with the headers of a proxy, and why; nil where `peer` is.
    public let forwarding: String?
    /// The request message.
    public let request: Message
    /// The response message.
    public let response: Message

    init(_ record: RecordedExchange, sequence: Int, bodyLimit: Int, _ redaction: RedactionReader) {
        self.sequence = sequence
        time = record.time
        machineTime = record.machineTime
        method = record.method.token
        target = redaction.target(record.target)
        route = record.route
        program = record.program
        status = record.status
        fault = record.fault?.description
        explanation = record.responseFields[ErrorExplanation.field].map(redaction.text)
        simulatedMilliseconds = record.fault?.milliseconds ?? 0
        realNanoseconds = record.realNanoseconds
        realStart = record.realStart
        // A journal that was cleared in the meantime counts from 1 again.
        completedBefore = min(record.completedBefore, sequence - 1)
        token = TokenFingerprint.of(record)
        forwarding = record.forwarding?.note.map(redaction.text)
        peer = forwarding == nil ? nil : record.forwarding?.peer
        func message(_ all: HTTPFields, _ body: CapturedBody) -> Message {
            Message(
                fields: all.all.map { Field(name: $0.name, value: redaction.field($0.name, $0.value)) },
                body: redaction.body(body.shown(bodyLimit), route: record.route), bodyBytes: body.length)
        }
        request = message(record.requestFields, record.requestBody)
        response = message(record.responseFields, record.responseBody)
    }

    /// Returns the entry as JSON; it is the same on every run, unless real durations are included.
    public func json(includingRealTime: Bool = false) -> JSONValue {
        var object: JSONObject = [
            "sequence": .integer(sequence), "time": .string(time.description), "method": .string(method),
            "target": .string(target), "route": .string(route.rawValue),
            "program": program.map { .string($0.rawValue) } ?? .null, "status": .integer(status),
            "fault": fault.map(JSONValue.string) ?? .null,
            "explanation": explanation.map(JSONValue.string) ?? .null,
            "simulatedMilliseconds": .integer(simulatedMilliseconds), "answeredBefore": .integer(completedBefore),
            "token": token.map(JSONValue.string) ?? .null,
        ]
        object["peer"] = peer.map(JSONValue.string)
        object["forwarding"] = forwarding.map(JSONValue.string)
        if includingRealTime { object["realNanoseconds"] = .number(String(realNanoseconds)) }
        object["request"] = request.json
        object["response"] = response.json
        return .object(object)
    }
}

extension JournalEntry.Message {
    fileprivate var json: JSONValue {
        .object([
            "headers": .array(
                fields.map { .object(["name": .string($0.name), "value": .string($0.value)]) }),
            "bodyBytes": bodyBytes.map(JSONValue.integer) ?? .null, "body": body.map(JSONValue.string) ?? .null,
        ])
    }
}
