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
    private let isNeeded: @Sendable (RequestForm) -> Bool
    let read: @Sendable (inout Body, RequestBody) throws(ServiceRefusal) -> Void
    let value: @Sendable (Body) -> JSONValue?

    typealias Path<Value> = any WritableKeyPath<Body, Value> & Sendable

    /// Whether a body of that form must have the field.
    public func isRequired(in form: RequestForm) -> Bool { isNeeded(form) }

    static func text(
        _ name: String, _ path: Path<String?>, _ summary: String,
        required: @escaping @Sendable (RequestForm) -> Bool = { _ in false }
    ) -> Self {
        Self(
            name: name, kind: .text, summary: summary, isNeeded: required,
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.text(name) },
            value: { $0[keyPath: path].map(JSONValue.string) })
    }

    /// A text that every body has.
    static func mandatoryText(_ name: String, _ path: Path<String>, _ summary: String) -> Self {
        Self(
            name: name, kind: .text, summary: summary, isNeeded: { _ in true },
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.text(name) ?? "" },
            value: { .string($0[keyPath: path]) })
    }

    static func integer(
        _ name: String, _ path: Path<Int?>, _ summary: String,
        required: @escaping @Sendable (RequestForm) -> Bool = { _ in false }
    ) -> Self {
        Self(
            name: name, kind: .integer, summary: summary, isNeeded: required,
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.integer(name) },
            value: { $0[keyPath: path].map(JSONValue.integer) })
    }

    /// A truth value that is false if absent, and not written if false.
    static func flag(_ name: String, _ path: Path<Bool>, _ summary: String) -> Self {
        Self(
            name: name, kind: .flag, summary: summary, isNeeded: { _ in false },
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.flag(name) ?? false },
            value: { $0[keyPath: path] ? .bool(true) : nil })
    }
}

extension Array {
    /// Refuses a body without some of the fields that its form requires; blank texts and null are missing too.
    ///
    /// - Parameters:
    ///   - form: what the body is for.
    ///   - body: what was read of it.
    ///   - sent: the keys as they were sent, for the hint that one was misspelt.
    /// - Throws: `ServiceRefusal` with `nullOrMissingValue`.
    func check<Body>(
        _ form: RequestForm, _ body: Body, sent: [String]
    ) throws(ServiceRefusal) where Element == RequestField<Body> {
        let missing = filter { $0.isRequired(in: form) && ($0.value(body).map { $0 == .string("") } ?? true) }
            .map(\.name)
        guard !missing.isEmpty else { return }
        let known = Set(map { $0.name.lowercased() })
        let hints = sent.filter { !known.contains($0.lowercased()) }.compactMap { key in
            nearestName(to: key, among: missing).map { "'\(key)' is not read: did you mean '\($0)'?" }
        }
        throw ServiceRefusal(
            .nullOrMissingValue, field: missing.joined(separator: ", "), found: "no value",
            expected: missing.count == 1 ? "a value" : "a value for each",
            hint: hints.isEmpty ? nil : hints.joined(separator: "; "))
    }
}
