package import InsightsJSON

/// One field of a record: its name, its kind, the records that have it, and the function that writes it.
package struct RecordField<Record: Sendable>: Sendable {
    /// A function that reads the value of a field.
    package typealias Reader<Value> = @Sendable (Record) -> Value

    /// The name, in the letter case of the wire.
    package let name: String
    /// The condition under which records have the field.
    package let presence: FieldPresence
    /// Whether the value may be null.
    package let isNullable: Bool
    /// A short description; empty where the name is sufficient.
    package let summary: String
    /// The name as prepared JSON bytes.
    let key: [UInt8]
    let kind: @Sendable (RecordContext) -> FieldKind
    let write: @Sendable (inout JSONWriter, Record, RecordContext) -> Void

    /// Creates a field whose kind or value depends on the context as well as on the record.
    init(
        _ name: String, _ presence: FieldPresence = .always, isNullable: Bool = false, _ summary: String = "",
        kind: @escaping @Sendable (RecordContext) -> FieldKind,
        write: @escaping @Sendable (inout JSONWriter, Record, RecordContext) -> Void
    ) {
        self.name = name
        key = JSONWriter.prepared(name)
        self.presence = presence
        self.isNullable = isNullable
        self.summary = summary
        self.kind = kind
        self.write = write
    }

    /// Returns the JSON Schema of the value.
    package func schema(in context: RecordContext) -> JSONValue {
        kind(context).schema(isNullable: isNullable, summary: summary)
    }

    // MARK: Common fields

    static func text(
        _ name: String, _ kind: FieldKind = .text, _ summary: String = "", _ value: @escaping Reader<String>
    ) -> Self {
        Self(name, summary, kind: { _ in kind }, write: { writer, record, _ in writer.string(value(record)) })
    }

    static func nullableText(
        _ name: String, _ presence: FieldPresence = .always, _ kind: FieldKind = .text, _ summary: String = "",
        _ value: @escaping Reader<String?>
    ) -> Self {
        nullableText(name, presence, summary, kind: { _ in kind }, value)
    }

    static func nullableText(
        _ name: String, _ presence: FieldPresence = .always, _ summary: String = "",
        kind: @escaping @Sendable (RecordContext) -> FieldKind, _ value: @escaping Reader<String?>
    ) -> Self {
        Self(
            name, presence, isNullable: true, summary, kind: kind,
            write: { writer, record, _ in writer.string(value(record)) })
    }

    static func word<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ summary: String = "", _ value: @escaping Reader<Word>
    ) -> Self {
        let words = Word.allCases.map(\.rawValue)
        return Self(
            name, summary, kind: { _ in .word(words) },
            write: { writer, record, _ in writer.string(value(record).rawValue) })
    }

    static func nullableWord<Word: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ presence: FieldPresence = .always, _ summary: String = "",
        when: @escaping @Sendable (RecordContext) -> Bool = { _ in true }, _ value: @escaping Reader<Word?>
    ) -> Self {
        let words = Word.allCases.map(\.rawValue)
        return Self(
            name, presence, isNullable: true, summary, kind: { when($0) ? .word(words) : .null },
            write: { writer, record, _ in writer.string(value(record)?.rawValue) })
    }

    static func integer(
        _ name: String, from minimum: Int, _ summary: String = "", _ value: @escaping Reader<Int>
    ) -> Self {
        Self(
            name, summary, kind: { _ in .integer(from: minimum) },
            write: { writer, record, _ in writer.integer(value(record)) })
    }

    static func nullableInteger(
        _ name: String, _ presence: FieldPresence = .always, from minimum: Int, _ summary: String = "",
        _ value: @escaping Reader<Int?>
    ) -> Self {
        Self(
            name, presence, isNullable: true, summary, kind: { _ in .integer(from: minimum) },
            write: { writer, record, _ in writer.integer(value(record)) })
    }

    static func flag(
        _ name: String, _ presence: FieldPresence, _ summary: String = "", _ value: @escaping Reader<Bool>
    ) -> Self {
        Self(
            name, presence, summary, kind: { _ in .flag },
            write: { writer, record, _ in writer.bool(value(record)) })
    }

    static func texts(_ name: String, _ summary: String = "", _ value: @escaping Reader<[String]>) -> Self {
        Self(
            name, summary, kind: { _ in .texts },
            write: { writer, record, _ in
                writer.array { writer in for text in value(record) { writer.string(text) } }
            })
    }
}

extension RecordField {
    private init(
        _ name: String, _ summary: String, kind: @escaping @Sendable (RecordContext) -> FieldKind,
        write: @escaping @Sendable (inout JSONWriter, Record, RecordContext) -> Void
    ) {
        self.init(name, .always, summary, kind: kind, write: write)
    }
}
