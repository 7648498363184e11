public import InsightsAPI
import InsightsHTTP
public import InsightsJSON
import InsightsQuery
public import InsightsTime

/// One request and its answer as the journal shows them: no secret is in it.
public struct JournalEntry: Sendable {
    /// A header field.
    public struct Field: Sendable, Equatable {
        /// The name as sent.
        public let name: String
        /// The value; secrets are replaced by what they are.
        public let value: String
    }

    /// One side of the exchange.
    public struct Message: Sendable {
        /// The fields in order.
        public let fields: [Field]
        /// The start of the body, as text; nil if there is none, or none is kept.
        public let body: String?
        /// The length of the body; nil for one made while it was sent.
        public let bodyBytes: Int?

        /// The first value of a field, letter case ignored.
        public func field(_ name: String) -> String? {
            fields.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// Its number among the tenant's requests, from 1.
    public let sequence: Int
    /// The tenant's instant when the request came.
    public let time: Timestamp
    /// The method.
    public let method: String
    /// The request target.
    public let target: String
    /// What it asked for.
    public let route: Operation
    /// The program it named.
    public let program: PartnerProgram?
    /// The answer's status.
    public let status: Int
    /// The fault that befell it, in words.
    public let fault: String?
    /// Why it was refused or found no route, or what of it was read otherwise than sent; nil for other answers.
    public let explanation: String?
    /// How long it took by the tenant's clock, in milliseconds: what a latency fault adds.
    public let simulatedMilliseconds: Int
    /// How long it took by the machine's clock, in nanoseconds; no two runs have the same.
    public let realNanoseconds: UInt64
    /// When it came by the machine's clock, in nanoseconds since no particular instant.
    public let realStart: UInt64
    /// How many of the tenant's requests had been answered when it came: those after them, up to it, were under way.
    ///
    /// One less than `sequence`, unless the client sent several at a time.
    public let answeredBefore: Int
    /// Which access token it carried, or was given by the token endpoint: a fingerprint, which opens nothing.
    public let token: String?
    /// The request.
    public let request: Message
    /// The answer.
    public let response: Message

    init(_ record: RecordedExchange, sequence: Int, bodyLimit: Int, _ redaction: Redaction) {
        self.sequence = sequence
        time = record.time
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
        // A journal that was emptied meanwhile counts from 1 again.
        answeredBefore = min(record.answeredBefore, sequence - 1)
        token = TokenFingerprint.of(record)
        func message(_ all: HTTPFields, _ body: CapturedBody) -> Message {
            Message(
                fields: all.all.map { Field(name: $0.name, value: redaction.field($0.name, $0.value)) },
                body: redaction.body(body.shown(bodyLimit), route: record.route), bodyBytes: body.length)
        }
        request = message(record.requestFields, record.requestBody)
        response = message(record.responseFields, record.responseBody)
    }

    /// The entry as JSON; the same on every run, unless real durations are asked for.
    public func json(includingRealTime: Bool = false) -> JSONValue {
        var object: JSONObject = [
            "sequence": .integer(sequence), "time": .string(time.description), "method": .string(method),
            "target": .string(target), "route": .string(route.rawValue),
            "program": program.map { .string($0.rawValue) } ?? .null, "status": .integer(status),
            "fault": fault.map(JSONValue.string) ?? .null,
            "explanation": explanation.map(JSONValue.string) ?? .null,
            "simulatedMilliseconds": .integer(simulatedMilliseconds), "answeredBefore": .integer(answeredBefore),
            "token": token.map(JSONValue.string) ?? .null,
        ]
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
