import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

/// The catalogue of one program: its datasets, its system queries, and the prepared response of the dataset call.
struct ProgramCatalog: Sendable {
    let program: PartnerProgram
    /// The datasets that queries may use.
    let datasets: [Dataset]
    /// The datasets that the dataset call lists.
    let records: [DatasetRecord]
    let systemQueries: [QueryRecord]
    /// The index of each system query, by its identifier in lower case.
    private let systemQueryIndexes: [String: Int]
    let catalog: Catalog
    /// The complete unfiltered response of `GET ScheduledDataset`, which is the same for all callers.
    let listing: [UInt8]

    /// The owner of system queries.
    ///
    /// The real value is unpublished; they belong to no caller.
    static let systemUser = "system"
    /// The time of creation of system queries.
    ///
    /// The real value is unpublished; this is the first day of the year of the programmatic access pages.
    static let systemTime = "2021-01-01T00:00:00Z"

    init(program: PartnerProgram, store: FixtureStore, edition: Edition) {
        self.program = program
        let datasets = store.catalogue.datasets(for: program.rawValue, in: edition)
        self.datasets = datasets
        catalog = store.catalogue.queryCatalog(for: program.rawValue, in: edition)
        let records = datasets.filter { $0.isAdvertised(in: edition) }.map { dataset in
            DatasetRecord(
                datasetName: dataset.name, selectableColumns: dataset.selectableColumns(edition),
                availableMetrics: dataset.availableMetrics(edition),
                availableDateRanges: dataset.availableDateRanges,
                minimumRecurrenceInterval: dataset.minimumRecurrenceInterval)
        }
        self.records = records
        systemQueries = store.systemQueries(program: program.rawValue, edition: edition).map { query in
            QueryRecord(
                queryID: query.queryID, name: query.name, description: query.description, query: query.query,
                kind: .system, user: Self.systemUser, createdTime: Self.systemTime)
        }
        systemQueryIndexes = Dictionary(
            systemQueries.enumerated().map { ($1.queryID.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let frame = Envelope.Frame(
            program: program, totalCount: records.count, message: Operation.datasets.successMessage)
        listing = Envelope.encode(frame) { writer in
            for record in records { record.write(to: &writer, program: program) }
        }
    }

    /// Returns the system query of that identifier, letter case ignored.
    func systemQuery(id: String) -> QueryRecord? {
        systemQueryIndexes[id.lowercased()].map { systemQueries[$0] }
    }

    /// Parses and binds a query, in the service's words where it is refused.
    func prepare(_ text: String, settings: Settings) throws(ServiceRefusal) -> PreparedQuery {
        do throws(QueryDiagnostic) {
            let bound = try catalog.prepare(text, options: settings.queryOptions)
            let dataset = datasets.first { $0.name == bound.table }
            let warnings = bound.warnings.map { $0.inputError(in: text).description }
            return PreparedQuery(
                text: text, bound: bound, minimumInterval: dataset?.minimumRecurrenceInterval,
                warning: warnings.isEmpty ? nil : "warning: " + warnings.joined(separator: "; "))
        } catch {
            let reason = error.inputError(in: text)
            switch error.code {
            case .unknownTable: throw ServiceRefusal(.invalidTableName, reason)
            case .unknownColumn: throw ServiceRefusal(.incorrectColumnName, reason)
            case .timespanNotOffered: throw ServiceRefusal(.invalidReportParameters, reason)
            default: throw ServiceRefusal(.invalidQuery(error.description), reason)
            }
        }
    }
}

extension QueryDiagnostic {
    /// Returns the error with its line and column, both from 1; columns count characters.
    fileprivate func inputError(in text: String) -> InputError {
        let before = Array(text.utf8.prefix(range.lowerBound))
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let column = 1 + String(decoding: before[lineStart...], as: UTF8.self).count
        return InputError(InputError.Place(line: line, column: column), rule: message, hint: hint)
    }
}
