import InsightsJSON

/// One field of a request body: its name, and the functions that read and write it.
///
/// The OpenAPI document takes names and kinds from the table that also drives parsing. It is a class because a table of
/// closures costs less to go through when its elements are not copied.
package final class RequestField<Body: Sendable>: Sendable {
    /// The conversion that the service applies to a value.
    package enum Kind: Sendable {
        /// A text; surrounding whitespace is removed.
        case text
        /// An integer, which may be sent as text.
        case integer
        /// A Boolean value, which may be sent as text.
        case flag
    }

    /// The name in the documents' letter case; requests may use any letter case.
    package let name: String
    /// The conversion that the service applies to a value.
    package let kind: Kind
    /// A short description for the OpenAPI document.
    package let summary: String
    private let isNeeded: @Sendable (RequestForm) -> Bool
    let read: @Sendable (inout Body, RequestBody) throws(ServiceRefusal) -> Void
    let value: @Sendable (Body) -> JSONValue?

    private init(
        name: String, kind: Kind, summary: String, isNeeded: @escaping @Sendable (RequestForm) -> Bool,
        read: @escaping @Sendable (inout Body, RequestBody) throws(ServiceRefusal) -> Void,
        value: @escaping @Sendable (Body) -> JSONValue?
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.isNeeded = isNeeded
        self.read = read
        self.value = value
    }

    typealias Path<Value> = any WritableKeyPath<Body, Value> & Sendable

    /// Returns whether a body of a form must have the field.
    package func isRequired(in form: RequestForm) -> Bool { isNeeded(form) }

    static func text(
        _ name: String, _ path: Path<String?>, _ summary: String,
        required: @escaping @Sendable (RequestForm) -> Bool = { _ in false }
    ) -> RequestField {
        RequestField(
            name: name, kind: .text, summary: summary, isNeeded: required,
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.text(name) },
            value: { $0[keyPath: path].map(JSONValue.string) })
    }

    /// Returns a required text field; a missing value throws `nullOrMissingValue`.
    static func mandatoryText(_ name: String, _ path: Path<String>, _ summary: String) -> RequestField {
        RequestField(
            name: name, kind: .text, summary: summary, isNeeded: { _ in true },
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.text(name) ?? "" },
            value: { .string($0[keyPath: path]) })
    }

    static func integer(
        _ name: String, _ path: Path<Int?>, _ summary: String,
        required: @escaping @Sendable (RequestForm) -> Bool = { _ in false }
    ) -> RequestField {
        RequestField(
            name: name, kind: .integer, summary: summary, isNeeded: required,
            read: { (body, sent) throws(ServiceRefusal) in body[keyPath: path] = try sent.integer(name) },
            value: { $0[keyPath: path].map(JSONValue.integer) })
    }

    /// Returns a Boolean field that is false if absent, and that is not written if false.
    static func flag(_ name: String, _ path: Path<Bool>, _ summary: String) -> RequestField {
        RequestField(
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
        func isMissing(_ field: RequestField<Body>) -> Bool {
            field.isRequired(in: form) && (field.value(body).map { $0 == .string("") } ?? true)
        }
        guard contains(where: isMissing) else { return }
        let missing = filter(isMissing).map(\.name)
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
