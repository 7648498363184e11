public import InsightsJSON

/// A record of an answer, written by walking the table of its fields.
///
/// The OpenAPI document is made from the same table, so what is written and what is described are one.
public protocol WireRecord: Sendable {
    /// The fields in the order they are written.
    static var fields: [RecordField<Self>] { get }
}

/// What besides the record decides what is written.
public struct RecordContext: Sendable {
    /// Whose record it is.
    public let program: PartnerProgram
    /// The open choices among fields.
    public let style: RecordOptions
    /// The status of a report's newest execution.
    public var executionStatus: ExecutionStatus?

    /// Creates a context.
    public init(program: PartnerProgram, style: RecordOptions, executionStatus: ExecutionStatus? = nil) {
        self.program = program
        self.style = style
        self.executionStatus = executionStatus
    }

    func isPresent(_ presence: FieldPresence) -> Bool {
        switch presence {
        case .always: true
        case .only(let program): self.program == program
        case .setting(let choice): choice.isMade(style)
        case .onlyUnless(let program, let choice): self.program == program && !choice.isMade(style)
        case .onlyWith(let program, let choice): self.program == program && choice.isMade(style)
        case .onlyOr(let program, let choice): self.program == program || choice.isMade(style)
        }
    }
}

/// When a record has a field.
public enum FieldPresence: Sendable, Equatable {
    /// In every record.
    case always
    /// In one program.
    case only(PartnerProgram)
    /// Where a choice is made.
    case setting(RecordOptions.Choice)
    /// In one program, where a choice is not made.
    case onlyUnless(PartnerProgram, RecordOptions.Choice)
    /// In one program, where a choice is made.
    case onlyWith(PartnerProgram, RecordOptions.Choice)
    /// In one program; in the other where a choice is made.
    case onlyOr(PartnerProgram, RecordOptions.Choice)
}

extension WireRecord {
    /// Writes the fields that records of this context have.
    func write(to writer: inout JSONWriter, in context: RecordContext) {
        writer.object { writer in
            let fields = Self.fields
            for index in fields.indices where context.isPresent(fields[index].presence) {
                writer.key(prepared: fields[index].key)
                fields[index].write(&writer, self, context)
            }
        }
    }

    /// The JSON Schema of records of a context: all of its fields, and no others.
    public static func schema(in context: RecordContext) -> JSONValue {
        let present = fields.filter { context.isPresent($0.presence) }
        return .object([
            "type": .string("object"),
            "properties": .object(JSONObject(present.map { .init($0.name, $0.schema(in: context)) })),
            "required": .array(present.map { .string($0.name) }),
            "additionalProperties": .bool(false),
        ])
    }
}
