package import InsightsJSON

/// A record of a response, written from the table of its fields.
///
/// The OpenAPI document uses the same table, so the output and its description cannot differ.
package protocol WireRecord: Sendable {
    /// The fields, in the order in which they are written.
    static var fields: [RecordField<Self>] { get }
}

/// The facts besides the record that decide which fields are written, and how.
package struct RecordContext: Sendable {
    /// The program whose record this is.
    package let program: PartnerProgram
    /// The selected record options.
    package let style: RecordOptions
    /// The status of a report's newest execution; nil if it has none.
    package var executionStatus: ExecutionStatus?

    /// Creates a context.
    package init(program: PartnerProgram, style: RecordOptions, executionStatus: ExecutionStatus? = nil) {
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
        case .later(let field, let program): self.program == program || style.laterFields.contains(field)
        case .until(let fields, let program): self.program == program && !style.laterFields.contains(fields)
        }
    }
}

/// The condition under which a record has a field.
package enum FieldPresence: Sendable, Equatable {
    /// Every record has it.
    case always
    /// Records of one program have it.
    case only(PartnerProgram)
    /// Records have it if an option is selected.
    case setting(RecordOptions.Choice)
    /// Records of one program have it, unless an option is selected.
    case onlyUnless(PartnerProgram, RecordOptions.Choice)
    /// Records of one program have it if an option is selected.
    case onlyWith(PartnerProgram, RecordOptions.Choice)
    /// Records of one program have it; those of the other only if an option is selected.
    case onlyOr(PartnerProgram, RecordOptions.Choice)
    /// Records of v1.1 have it if it is among their fields; so do all records of one program.
    case later(LaterFields, or: PartnerProgram? = nil)
    /// Records of one program have it until a version has later fields.
    case until(LaterFields, PartnerProgram)
}

extension WireRecord {
    /// Writes the fields that records have in a context.
    func write(to writer: inout JSONWriter, in context: RecordContext) {
        writer.object { writer in
            let fields = Self.fields
            for index in fields.indices where context.isPresent(fields[index].presence) {
                writer.key(prepared: fields[index].key)
                fields[index].write(&writer, self, context)
            }
        }
    }

    /// Returns the JSON Schema of the records of a context: all of their fields, and no others.
    package static func schema(in context: RecordContext) -> JSONValue {
        let present = fields.filter { context.isPresent($0.presence) }
        return .object([
            "type": .string("object"),
            "properties": .object(JSONObject(present.map { .init($0.name, $0.schema(in: context)) })),
            "required": .array(present.map { .string($0.name) }),
            "additionalProperties": .bool(false),
        ])
    }
}
