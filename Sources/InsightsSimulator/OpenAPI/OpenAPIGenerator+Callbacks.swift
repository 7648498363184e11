import InsightsAPI
import InsightsJSON

/// The callbacks that announce the file of a report (insights-api section 6).
extension OpenAPIGenerator {
    /// Returns the callbacks of an operation that accepts a callback URL; nil for other operations.
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
                "\(condition) The execution shows its link by then. Redirects are not followed, and the response body "
                    + "changes nothing about the execution."),
            "responses": .object(["2XX": .object(["description": .string("Taken.")])]),
        ])
    }
}
