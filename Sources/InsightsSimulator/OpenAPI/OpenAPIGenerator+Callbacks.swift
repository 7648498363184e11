import InsightsAPI
import InsightsJSON

/// What the simulator calls back once a report's file is there (insights-api section 6).
extension OpenAPIGenerator {
    /// The callbacks of an operation that takes an address for them; nil for the others.
    func callbacks(of operation: Operation) -> JSONValue? {
        guard operation == .createReport || operation == .updateReport else { return nil }
        let address = "{$request.body#/CallbackUrl}"
        let report = "{$response.body#/value/0/reportId}"
        return .object([
            "reportCompleted": .object([
                "\(address)/\(report)": .object(["post": announcement(.post)]),
                "\(address)?reportId=\(report)": .object(["get": announcement(.get)]),
            ])
        ])
    }

    private func announcement(_ method: CallbackMethod) -> JSONValue {
        let condition = method == .post ? "Unless CallbackMethod is GET." : "Where CallbackMethod is GET."
        return .object([
            "summary": .string("Announces that an execution is completed, without a body."),
            "description": .string(
                "\(condition) The execution shows its link by then. Redirects are not followed, and what is answered "
                    + "changes nothing about the execution."),
            "responses": .object(["2XX": .object(["description": .string("Taken.")])]),
        ])
    }
}
