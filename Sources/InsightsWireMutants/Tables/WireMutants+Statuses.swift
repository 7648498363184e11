import InsightsAPI
import InsightsJSON

extension WireMutants {
    private static let others = [200, 201, 202, 204, 206, 301, 400, 401, 403, 404, 405, 409, 422, 429, 500, 503]

    /// Returns the mutants that answer with another status, for each status that a right server sent.
    static func statuses(_ seen: SeenAnswers) -> [WireMutant] {
        seen.answers.flatMap { answer in
            others.filter { $0 != answer.status }.flatMap { other in
                [
                    WireMutant.rewriting(
                        .status, answer.operation, answer.program, "\(answer.status)/\(other)",
                        "\(other) instead of \(answer.status)"
                    ) { response, _, _ in
                        guard response.status == answer.status else { return }
                        response.status = other
                        response.changeTop { members in
                            MemberChange.replacing(members, Envelope.Key.statusCode.rawValue) {
                                [.init($0.key, .integer(other))]
                            }
                        }
                    }
                ]
            }
        }
    }
}
