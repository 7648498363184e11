import InsightsAPI
import InsightsJSON

extension WireMutants {
    private static let wholeBodies: [(name: String, fault: String, change: @Sendable (inout WireResponse) -> Void)] = [
        (
            "keys-reversed", "the keys come in the opposite order",
            { $0.changeTop { $0.count < 2 ? nil : $0.reversed() } }
        ),
        ("key-added", "there is a further key", { $0.changeTop { $0 + [.init("success", .bool(true))] } }),
        ("key-added-first", "there is a further key in front", { $0.changeTop { [.init("odata", .null)] + $0 } }),
        (
            "bare", "the array of records is the body",
            { answer in
                answer.replace(json: answer.json?["value"])
            }
        ),
        ("wrapped", "the body is in an array", { answer in answer.replace(json: answer.json.map { .array([$0]) }) }),
        (
            "as-text", "the body is a JSON text of the body",
            { answer in
                answer.replace(
                    json: answer.json.map { .string(String(decoding: JSONWriter.encode($0), as: UTF8.self)) })
            }
        ),
        ("absent", "there is no body", { answer in if !answer.bytes.isEmpty { answer.replace(bytes: []) } }),
        (
            "cut", "the body is cut",
            { answer in
                if answer.bytes.count > 2 { answer.replace(bytes: Array(answer.bytes.dropLast(2))) }
            }
        ),
        (
            "byte-order-mark", "the body begins with a byte order mark",
            { answer in
                if answer.json != nil { answer.replace(bytes: [0xEF, 0xBB, 0xBF] + answer.bytes) }
            }
        ),
    ]

    /// The mutants of what is around the records, of answers and of refusals.
    static let envelopes: [WireMutant] = each { operation, program in
        Envelope.Key.allCases.flatMap { key in
            MemberChange.all.filter {
                key != .value || MemberChange.keys.map(\.name).contains($0.name) || $0.name == "null"
                    || $0.name == "kind"
            }
            .flatMap { change in
                let (place, fault) = ("\(key.rawValue)/\(change.name)", "'\(key.rawValue)' \(change.fault)")
                return [
                    WireMutant(
                        .envelope, operation, program, place, fault,
                        success: { $0.changeTop { change.apply($0, key.rawValue) } }),
                    WireMutant(
                        .envelope, operation, program, "refusal/\(place)", "\(fault) in refusals",
                        refusals: { $0.changeTop { change.apply($0, key.rawValue) } }),
                ]
            }
        }
            + wholeBodies.flatMap { body in
                [
                    WireMutant(.envelope, operation, program, body.name, body.fault, success: body.change),
                    WireMutant(
                        .envelope, operation, program, "refusal/\(body.name)", "\(body.fault) in refusals",
                        refusals: body.change),
                ]
            }
    }
}
