import InsightsAPI
import InsightsHTTP

extension WireMutants {
    /// Returns the mutants of header fields, for each field that a right server sent.
    static func headers(_ seen: SeenAnswers) -> [WireMutant] {
        seen.answers.flatMap { answer in
            (seen.headers[answer] ?? []).flatMap { header(answer, $0) } + contentType(answer)
        }
    }

    private static func header(_ answer: SeenAnswers.Answer, _ field: String) -> [WireMutant] {
        let changes: [(String, String, @Sendable (String) -> String?)] = [
            ("dropped", "is absent", { _ in nil }),
            ("empty", "is empty", { _ in "" }),
            ("value", "has another value", { ValueChange.otherText($0) ?? "x" }),
        ]
        let place = "\(answer.status)/\(field.lowercased())"
        return changes.map { name, fault, change in
            WireMutant.rewriting(
                .header, answer.operation, answer.program, "\(place)/\(name)", "'\(field)' of \(answer.status) \(fault)"
            ) { response, _, _ in
                guard response.status == answer.status, let value = response.fields[field] else { return }
                let changed = change(value)
                if changed != value { response.fields.set(field, to: changed) }
            }
        } + [
            WireMutant.rewriting(
                .header, answer.operation, answer.program, "\(place)/kept",
                "'\(field)' of \(answer.status) keeps its first value"
            ) { response, _, memory in
                guard response.status == answer.status, let value = response.fields[field] else { return }
                guard let first = memory.notes[place] else {
                    memory.notes[place] = value
                    return
                }
                if first != value { response.fields.set(field, to: first) }
            },
            WireMutant.rewriting(
                .header, answer.operation, answer.program, "\(place)/doubled",
                "'\(field)' of \(answer.status) is there twice"
            ) { response, _, _ in
                guard response.status == answer.status, let value = response.fields[field] else { return }
                response.fields.append(field, ValueChange.otherText(value) ?? "x")
            },
        ]
    }

    private static func contentType(_ answer: SeenAnswers.Answer) -> [WireMutant] {
        let types = [
            "text/html", "text/plain", "application/json", "application/json; charset=iso-8859-1",
            "application/problem+json", "application/octet-stream",
        ]
        return types.map { type in
            let name = type.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
            return WireMutant.rewriting(
                .header, answer.operation, answer.program, "\(answer.status)/content-type/\(name)",
                "the type of \(answer.status) is \(type)"
            ) { response, _, _ in
                guard response.status == answer.status, response.fields["Content-Type"] != nil,
                    response.fields["Content-Type"] != type
                else { return }
                response.fields.set("Content-Type", to: type)
            }
        }
    }
}
