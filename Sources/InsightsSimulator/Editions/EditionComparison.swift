package import InsightsAPI
package import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsReports

/// The differences of two editions for a client, from the tables that the simulator itself runs on.
package struct EditionComparison: Sendable {
    /// The earlier edition.
    package let earlier: Edition
    /// The later edition.
    package let later: Edition
    let store: FixtureStore

    /// Creates a comparison; the first edition is the one that clients know.
    package init(from earlier: Edition, to later: Edition, fixtures: FixtureStore) {
        self.earlier = earlier
        self.later = later
        store = fixtures
    }

    /// The differences but those of contracts: by area, program, and the order of the tables.
    package var changes: [EditionChange] {
        var ofPrograms: [EditionChange] = []
        for program in PartnerProgram.allCases {
            ofPrograms += routes(program)
            ofPrograms += parameters(program)
            ofPrograms += requests(program)
            ofPrograms += records(program)
            ofPrograms += datasets(program)
            ofPrograms += systemQueries(program)
            ofPrograms += messages(program)
        }
        let all = ofPrograms + defaults
        return EditionChange.Area.allCases.flatMap { area in all.filter { $0.area == area } }
    }

    /// What the two editions have of one thing.
    private struct Pair<Value> {
        let before: Value
        let after: Value
    }

    /// The named values of a table.
    private typealias Rows = [(name: String, value: String)]

    /// Returns what both editions have of one thing.
    private func both<Value>(_ value: (Edition) -> Value) -> Pair<Value> {
        Pair(before: value(earlier), after: value(later))
    }

    /// Returns the source of what changed between the editions where no table names one.
    private func source(_ section: String, else before: [String]) -> [String] {
        max(earlier, later) >= .year2026 ? ["2026 \(section)"] : before
    }

    private func routes(_ program: PartnerProgram) -> [EditionChange] {
        let routes = both { edition -> Rows in
            Settings(edition: edition).versions(of: program).flatMap { version in
                Operation.ofService.compactMap { operation in
                    operation.template.map {
                        let path = $0.path(below: "/insights/\(version)/\(program)", encode: { $0 })
                        return (name: "\(operation.method.token) \(path)", value: "there")
                    }
                }
            }
        }
        return compare(routes, .routes, program) { _ in source("1.1", else: []) }
    }

    private func parameters(_ program: PartnerProgram) -> [EditionChange] {
        Operation.ofService.flatMap { operation in
            let parameters = both { edition -> Rows in
                operation.parameters(isPaged: Settings(edition: edition).pageSize != nil).map {
                    (name: "\(operation.callName): \($0.name)", value: "\($0.kind)")
                }
            }
            return compare(parameters, .parameters, program) { _ in source("1.2", else: []) }
        }
    }

    private func requests(_ program: PartnerProgram) -> [EditionChange] {
        func fields(
            _ edition: Edition, _ name: String, _ form: (Settings, ServiceVersion) -> RequestForm
        ) -> Rows {
            let settings = Settings(edition: edition)
            let version = settings.versions(of: program).last ?? .v1
            let form = form(settings, version)
            return ReportRequest.fields(in: version).map {
                (name: "\(name): \($0.name)", value: "\($0.kind), \($0.isRequired(in: form) ? "required" : "optional")")
            }
        }
        let created = both { edition in
            fields(edition, "createReport") { $0.createForm($1, runsAtOnce: false) }
        }
        let updated = both { edition in
            fields(edition, "updateReport") { settings, _ in settings.updateForm(program) }
        }
        let sources = { (_: String) in source("1.2", else: []) }
        return compare(created, .requests, program, sources) + compare(updated, .requests, program, sources)
    }

    private func records(_ program: PartnerProgram) -> [EditionChange] {
        func context(_ edition: Edition) -> RecordContext {
            let settings = Settings(edition: edition)
            let version = settings.versions(of: program).last ?? .v1
            return RecordContext(program: program, style: settings.recordOptions(in: version))
        }
        func changes<Record: WireRecord>(_ type: Record.Type, _ name: String) -> [EditionChange] {
            let schemas = both { edition -> Rows in
                let properties = Record.schema(in: context(edition))["properties"]?.object?.members ?? []
                return properties.map { (name: "\(name): \($0.key)", value: Self.shape(of: $0.value)) }
            }
            return compare(schemas, .records, program) { field in
                field == "query: createdTime" ? ["C6"] : source("1.2", else: [])
            }
        }
        let lists: [[EditionChange]] = [
            changes(DatasetRecord.self, "dataset"), changes(QueryRecord.self, "query"),
            changes(ReportRecord.self, "report"), changes(ExecutionRecord.self, "execution"),
        ]
        return lists.flatMap { $0 }
    }

    /// Returns a short text of a schema: its type, and its pattern if it has one.
    private static func shape(of schema: JSONValue) -> String {
        let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? "any"]
        return types.joined(separator: " or ") + (schema["pattern"]?.string.map { " like \($0)" } ?? "")
    }

    private func messages(_ program: PartnerProgram) -> [EditionChange] {
        Operation.ofService.flatMap { operation in
            let messages = both { edition -> Rows in
                let limits = Settings(edition: edition).refusalLimits
                return ServiceError.refusals(of: operation, in: program, limits: limits).map {
                    (name: "\(operation.callName): \($0.message)", value: "\($0.status.code)")
                }
            }
            return compare(messages, .messages, program) { _ in source("1.3", else: []) }
        }
    }

    // MARK: The data

    private func datasets(_ program: PartnerProgram) -> [EditionChange] {
        let datasets = store.catalogue.datasets(for: program.rawValue)
        let presences = both { edition -> Rows in
            datasets.filter { $0.isKnown(in: edition) }.map {
                (name: $0.name, value: $0.presence(in: edition).rawValue)
            }
        }
        let sources = Dictionary(
            datasets.map { ($0.name, source(of: $0, else: "C14")) }, uniquingKeysWith: { first, _ in first })
        let known = datasets.filter { $0.isKnown(in: earlier) && $0.isKnown(in: later) }
        return compare(presences, .datasets, program) { sources[$0] ?? [] }
            + known.flatMap { columns(of: $0, program) }
    }

    /// Returns the source of a dataset's changes, which the catalogue names for the edition 2026.
    private func source(of dataset: Dataset, else before: String) -> [String] {
        max(earlier, later) >= .year2026 ? [dataset.source ?? before] : [before]
    }

    private func columns(of dataset: Dataset, _ program: PartnerProgram) -> [EditionChange] {
        let sources = source(of: dataset, else: "C15")
        let names = both { edition -> Rows in
            let schema = dataset.schema(edition)
            let word = { (isListed: Bool) in isListed ? "listed" : "accepted" }
            return schema.columns.map { (name: "\(dataset.name).\($0.name)", value: word($0.isAdvertised)) }
                + schema.metrics.map {
                    (name: "\(dataset.name).\($0.name)", value: word($0.isAdvertised) + ", metric")
                }
        }
        let listed = both(dataset.selectableColumns)
        let common = Pair(
            before: listed.before.filter(listed.after.contains), after: listed.after.filter(listed.before.contains))
        var changes = compare(names, .columns, program) { _ in sources }
        if common.before != common.after {
            changes.append(
                EditionChange(
                    .columns, program, "\(dataset.name), order of the listed columns",
                    before: "as in \(earlier.rawValue)",
                    after: "as in \(later.rawValue)", sources: sources))
        }
        return changes
    }

    private func systemQueries(_ program: PartnerProgram) -> [EditionChange] {
        let queries = both { edition -> Rows in
            store.systemQueries(program: program.rawValue, edition: edition).map {
                (name: $0.queryID, value: "\($0.name): \($0.query)")
            }
        }
        return compare(queries, .systemQueries, program) { _ in source("1.5", else: ["C14"]) }
    }

    // MARK: The settings

    private var defaults: [EditionChange] {
        Settings.entries.compactMap { entry in
            let values = both { entry.value(in: Settings(edition: $0)) }
            guard values.before != values.after else { return nil }
            return EditionChange(
                .defaults, nil, entry.name, before: values.before, after: values.after, sources: [entry.source])
        }
    }

    /// Compares two tables of named values; order does not matter.
    private func compare(
        _ tables: Pair<Rows>, _ area: EditionChange.Area, _ program: PartnerProgram, _ sources: (String) -> [String]
    ) -> [EditionChange] {
        let before = Dictionary(tables.before.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(tables.after.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var names: [String] = []
        var seen: Set<String> = []
        for (name, _) in tables.before + tables.after where seen.insert(name).inserted { names.append(name) }
        return names.compactMap { name in
            guard before[name] != after[name] else { return nil }
            return EditionChange(
                area, program, name, before: before[name], after: after[name], sources: sources(name))
        }
    }
}
