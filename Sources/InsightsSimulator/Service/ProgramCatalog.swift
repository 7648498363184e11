import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The catalogue of one program: its datasets, its system queries, and the prepared response of the dataset call.
struct ProgramCatalog: Sendable {
    let program: PartnerProgram
    /// The datasets that queries may use.
    let datasets: [Dataset]
    /// The datasets that the dataset call lists.
    let records: [DatasetRecord]
    let systemQueries: [QueryRecord]
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
        let frame = Envelope.Frame(
            program: program, totalCount: records.count, message: ServiceOperation.datasets.successMessage)
        listing = Envelope.encode(frame) { writer in
            for record in records { record.write(to: &writer, program: program) }
        }
    }

    /// Returns the dataset with a name, ignoring letter case; nil if there is none.
    func dataset(named name: String) -> Dataset? {
        datasets.first { $0.name.lowercased() == name.lowercased() }
    }

    /// Parses and binds a query; an error has the service's message.
    func prepare(_ text: String, settings: Settings) throws(ServiceError) -> BoundQuery {
        do throws(QueryDiagnostic) {
            return try catalog.prepare(text, options: settings.queryOptions)
        } catch {
            switch error.code {
            case .unknownTable: throw .invalidTableName
            case .unknownColumn: throw .incorrectColumnName
            case .timespanNotOffered: throw .invalidReportParameters
            default: throw .invalidQuery(error.description)
            }
        }
    }
}
