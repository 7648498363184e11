package import InsightsHTTP

/// The parameters of one call, restricted to those in the table of its operation.
package struct OperationParameters: Sendable {
    /// All parameters that were sent.
    package let sent: Parameters
    /// The operation of the call.
    package let operation: Operation

    /// Creates the parameters of a call.
    package init(_ sent: Parameters, of operation: Operation) {
        self.sent = sent
        self.operation = operation
    }

    /// Returns the value of a parameter; nil if absent or blank.
    package subscript(parameter: QueryParameter) -> String? { sent[name(parameter)] }

    /// Returns the items of a list parameter; nil if absent or blank.
    package func list(_ parameter: QueryParameter) -> [String]? { sent.list(named: name(parameter)) }

    /// Returns a Boolean parameter; nil if absent, or blank where that counts as absent.
    ///
    /// - Throws: `ServiceRefusal` with `requestedValueNotFound` for any other text.
    package func flag(
        _ parameter: QueryParameter, empty: Settings.EmptyFlag
    ) throws(ServiceRefusal) -> Bool? {
        try sent.flag(named: name(parameter), empty: empty)
    }

    private func name(_ parameter: QueryParameter) -> String {
        // A parameter missing from the table would be missing from the OpenAPI document.
        assert(
            operation.parameters(isPaged: true).contains(parameter),
            "\(parameter.name) is not a parameter of \(operation)")
        return parameter.name
    }
}
