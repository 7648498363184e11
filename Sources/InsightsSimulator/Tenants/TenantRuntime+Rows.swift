import InsightsAPI
import InsightsFaults
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsReports
import InsightsStore
import InsightsTime

extension TenantRuntime {
    /// What is known of a tenant's rows in the store.
    struct SavedRows: Sendable {
        /// Whether all rows must be written again.
        var isWholeNeeded = true
        /// The last bytes of rows that exist once, so that unchanged ones are not written again.
        var single: [String: [UInt8]] = [:]
        /// What of the clock was saved.
        var clock: SimulatorClock.Mark?
    }

    /// The kinds of rows that belong to the tenant itself.
    enum RowKind: String {
        /// How a sandbox was asked for.
        case sandbox
        case clock
        /// The state that a reset restores: all of its rows in one.
        case initial
    }

    /// The name of its rows.
    var scope: String { tenant.tenantID.lowercased() }

    /// Returns what changed since the last call; nil for nothing.
    func takeChange() -> StateChange? {
        withSavedStates { state, initial in
            guard state.saved != nil else { return nil }
            let isWhole = state.saved?.isWholeNeeded ?? true
            var rows = state.takeRows(isWhole: isWhole)
            if isWhole {
                if let specification, let ordinal { rows.append(Self.row(of: specification, ordinal: ordinal)) }
                // The copy: its changes are not those of the tenant.
                var copy = initial
                let parts = copy.takeRows(isWhole: true).map { row -> JSONValue in
                    .array([
                        .string(row.kind), .string(row.key), .string(String(decoding: row.value ?? [], as: UTF8.self)),
                    ])
                }
                rows.append(StateRow(RowKind.initial.rawValue, "", JSONWriter.encode(.array(parts))))
            }
            // A deleted tenant has no rows.
            if isDeleted { return StateChange(scope: scope, isWhole: true, rows: []) }
            return rows.isEmpty ? nil : StateChange(scope: scope, isWhole: isWhole, rows: rows)
        }
    }

    /// Starts to save; `rows` are those in the store, none for a tenant that is not there yet.
    func startSaving(rows: [StateRow] = []) {
        guard saver != nil else { return }
        withSavedStates { state, _ in
            state.startRecording()
            guard !rows.isEmpty else { return }
            state.saved?.isWholeNeeded = false
            state.saved?.clock = state.clock.mark
            for row in rows where row.key.isEmpty { state.saved?.single[row.kind] = row.value }
        }
        // Notes what there is to save.
        locked { _ in }
    }

    /// Restores the state from its rows.
    func restore(_ rows: [StateRow]) throws(StateError) {
        let prepare: (PartnerProgram, String) throws(RowReader.Failure) -> PreparedQuery = {
            [service] (program, text) throws(RowReader.Failure) in
            do throws(ServiceRefusal) {
                return try service.catalog(program).prepare(text, settings: service.settings)
            } catch {
                throw RowReader.Failure("the query '\(text)' is refused now: \(error.error.message)")
            }
        }
        do throws(RowReader.Failure) {
            try withSavedStates { (state, initial) throws(RowReader.Failure) in
                try state.restore(rows, of: tenant, settings: settings, prepare: prepare)
                guard let row = rows.first(where: { $0.kind == RowKind.initial.rawValue }) else { return }
                try initial.restore(
                    Self.parts(of: row), of: tenant, settings: settings, prepare: prepare)
            }
        } catch {
            throw .unreadable(scope: tenant.domain, row: "a row", reason: error.description)
        }
    }

    private static func parts(of row: StateRow) throws(RowReader.Failure) -> [StateRow] {
        guard let value = try? JSONParser.parse(row.value ?? []), let parts = value.array else {
            throw RowReader.Failure("initial: found no array")
        }
        return try parts.map { (part) throws(RowReader.Failure) in
            guard let kind = part[0]?.string, let key = part[1]?.string, let text = part[2]?.string else {
                throw RowReader.Failure("initial: found \(part.kind); expected kind, key and value")
            }
            return StateRow(kind, key, Array(text.utf8))
        }
    }

    private static func row(of specification: SandboxSpecification, ordinal: Int) -> StateRow {
        StateRow(
            RowKind.sandbox.rawValue,
            members: [
                ("ordinal", .integer(ordinal)), ("specification", specification.json),
                ("isFromElsewhere", .flag(!specification.isFromThisMachine)),
                ("copied", specification.copied.map(JSONValue.string)),
            ])
    }
}

extension SandboxSpecification {
    /// Reads the specification of a sandbox that was saved, with its number; nil if the rows are not of a sandbox.
    static func saved(_ rows: [StateRow]) throws(RowReader.Failure) -> (SandboxSpecification, ordinal: Int)? {
        guard let row = rows.first(where: { $0.kind == TenantRuntime.RowKind.sandbox.rawValue }) else { return nil }
        let reader = try row.reader
        let ordinal = try reader.integer("ordinal")
        let value = try reader.required("specification", reader.value("specification"), "an object")
        var specification: SandboxSpecification
        do throws(InputError) {
            specification = try SandboxSpecification(json: value)
        } catch {
            throw RowReader.Failure("specification: \(error)")
        }
        specification.isFromThisMachine = !(try reader.bool("isFromElsewhere"))
        specification.copied = try reader.optionalString("copied")
        return (specification, ordinal)
    }
}

extension TenantRuntime.State {
    /// Records from now on what changes.
    mutating func startRecording() {
        saved = TenantRuntime.SavedRows()
        service.startRecording()
        identity.startRecording()
    }

    /// Whether something may have changed that a call caused.
    var hasUnsavedChanges: Bool {
        saved?.isWholeNeeded == true || service.hasUnsavedChanges || identity.hasUnsavedChanges
            || saved?.clock != clock.mark
    }

    /// Returns the rows that changed since the last call, or all of them.
    mutating func takeRows(isWhole: Bool) -> [StateRow] {
        if saved == nil { saved = TenantRuntime.SavedRows() }
        var rows = service.takeRows(isWhole: isWhole) + identity.takeRows(isWhole: isWhole) + [clockRow]
        if isWhole { saved?.single = [:] }
        rows.removeAll { row in
            guard row.key.isEmpty, let value = row.value else { return false }
            return saved?.single.updateValue(value, forKey: row.kind) == value
        }
        saved?.isWholeNeeded = false
        saved?.clock = clock.mark
        return rows
    }

    /// The row of the clock, and of what each request changes.
    var clockRow: StateRow {
        let script = clock.script
        return StateRow(
            TenantRuntime.RowKind.clock.rawValue,
            members: [
                ("mode", .string(clock.mode.rawValue)), ("seconds", .integer(clock.instant.secondsSinceEpoch)),
                ("nanoseconds", .integer(clock.instant.nanoseconds)), ("speed", clock.speed.map(JSONValue.integer)),
                // Only a clock that runs needs it, and it changes with each request.
                ("machine", clock.mode == .factor ? .integer(clock.machineTime.secondsSinceEpoch) : nil),
                ("script", script.map { .array($0.rest.map { .integer($0.secondsSinceEpoch) }) }),
                ("hasBegun", .flag(script?.hasBegun ?? false)), ("started", .integer(started.secondsSinceEpoch)),
                ("requestIdentifiers", .string(requestIdentifiers.position)),
            ])
    }

    /// Restores the state from its rows.
    mutating func restore(
        _ rows: [StateRow], of tenant: Tenant, settings: Settings,
        prepare: (PartnerProgram, String) throws(RowReader.Failure) -> PreparedQuery
    ) throws(RowReader.Failure) {
        guard let row = rows.first(where: { $0.kind == TenantRuntime.RowKind.clock.rawValue }) else {
            throw RowReader.Failure("found no clock")
        }
        let reader = try row.reader
        started = Timestamp(secondsSinceEpoch: try reader.integer("started"))
        let position = try reader.string("requestIdentifiers")
        requestIdentifiers = try reader.required(
            "requestIdentifiers", IdentifierSource(position: position), "the position of a source")
        let script = try reader.integers("script").map { Timestamp(secondsSinceEpoch: $0) }
        clock.restore(
            try reader.choice("mode", of: SimulatorClock.Mode.self),
            at: ClockInstant(
                secondsSinceEpoch: try reader.integer("seconds"), nanoseconds: try reader.integer("nanoseconds")),
            machineTime: Timestamp(secondsSinceEpoch: try reader.optionalInteger("machine") ?? 0),
            speed: try reader.optionalInteger("speed"), script: (script, try reader.bool("hasBegun")))
        try service.restore(rows, settings: settings, prepare: prepare)
        try identity.restore(rows, of: tenant)
        kept = KeptResponses()
    }
}
