import InsightsJSON

/// One field of a request body: its name, and the functions that read and write it.
///
/// The OpenAPI document takes names and kinds from the table that also drives parsing.
public struct RequestField<Body: Sendable>: Sendable {
    /// The conversion that the service applies to a value.
    public enum Kind: Sendable {
        /// A text; surrounding whitespace is removed.
        case text
        /// An integer, which may be sent as text.
        case integer
        /// A Boolean value, which may be sent as text.
        case flag
    }

    /// The name in the documents' letter case; requests may use any letter case.
    public let name: String
    /// The conversion that the service applies to a value.
    public let kind: Kind
    /// A short description for the OpenAPI document.
    public let summary: String
    let read: @Sendable (inout Body, RequestBody) throws(ServiceError) -> Void
    let value: @Sendable (Body) -> JSONValue?

    typealias Path<Value> = any WritableKeyPath<Body, Value> & Sendable

    static func text(_ name: String, _ path: Path<String?>, _ summary: String) -> Self {
        Self(
            name: name, kind: .text, summary: summary,
            read: { (body, sent) throws(ServiceError) in body[keyPath: path] = try sent.text(name) },
            value: { $0[keyPath: path].map(JSONValue.string) })
    }

    /// Returns a required text field; a missing value throws `nullOrMissingValue`.
    static func mandatoryText(_ name: String, _ path: Path<String>, _ summary: String) -> Self {
        Self(
            name: name, kind: .text, summary: summary,
            read: { (body, sent) throws(ServiceError) in
                guard let text = try sent.text(name) else { throw .nullOrMissingValue }
                body[keyPath: path] = text
            },
            value: { .string($0[keyPath: path]) })
    }

    static func integer(_ name: String, _ path: Path<Int?>, _ summary: String) -> Self {
        Self(
            name: name, kind: .integer, summary: summary,
            read: { (body, sent) throws(ServiceError) in body[keyPath: path] = try sent.integer(name) },
            value: { $0[keyPath: path].map(JSONValue.integer) })
    }

    /// Returns a Boolean field that is false if absent, and that is not written if false.
    static func flag(_ name: String, _ path: Path<Bool>, _ summary: String) -> Self {
        Self(
            name: name, kind: .flag, summary: summary,
            read: { (body, sent) throws(ServiceError) in body[keyPath: path] = try sent.flag(name) ?? false },
            value: { $0[keyPath: path] ? .bool(true) : nil })
    }
}
