public import InsightsHTTP

/// The parameters of one call; it can be asked only for those that its operation's table names.
public struct OperationParameters: Sendable {
    /// Everything that was sent.
    public let sent: Parameters
    /// What is called.
    public let operation: ServiceOperation

    /// Creates the parameters of a call.
    public init(_ sent: Parameters, of operation: ServiceOperation) {
        self.sent = sent
        self.operation = operation
    }

    /// The value of a parameter, nil if absent or blank.
    public subscript(parameter: QueryParameter) -> String? { sent[name(parameter)] }

    /// The items of a list, nil if absent or blank.
    public func list(_ parameter: QueryParameter) -> [String]? { sent.list(named: name(parameter)) }

    /// A truth value, nil if absent.
    ///
    /// - Throws: `ServiceError.requestedValueNotFound` for any other text.
    public func flag(_ parameter: QueryParameter) throws(ServiceError) -> Bool? {
        try sent.flag(named: name(parameter))
    }

    private func name(_ parameter: QueryParameter) -> String {
        // What is read but not in the table would be missing from the OpenAPI document.
        assert(
            operation.parameters(isPaged: true).contains(parameter),
            "\(parameter.name) is no parameter of \(operation)")
        return parameter.name
    }
}
