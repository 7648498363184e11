import InsightsJSON

/// One field of a request's body: what it is called, and how it is read and written.
///
/// The OpenAPI document takes names and kinds from the same table that bodies are read by.
public struct RequestField<Body: Sendable>: Sendable {
    /// What the service makes of a value.
    public enum Kind: Sendable {
        /// A text; surrounding blanks are lost.
        case text
        /// A whole number, which may come as text.
        case integer
        /// A truth value, which may come as text.
        case flag
    }

    /// The name, in the documents' letter case; sent, any does.
    public let name: String
    /// What the service makes of a value.
    public let kind: Kind
    /// What it means, in a few words.
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

    /// A text that must be there.
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

    /// A truth value that is false if absent, and not written if false.
    static func flag(_ name: String, _ path: Path<Bool>, _ summary: String) -> Self {
        Self(
            name: name, kind: .flag, summary: summary,
            read: { (body, sent) throws(ServiceError) in body[keyPath: path] = try sent.flag(name) ?? false },
            value: { $0[keyPath: path] ? .bool(true) : nil })
    }
}
