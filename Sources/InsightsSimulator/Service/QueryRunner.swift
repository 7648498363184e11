package import InsightsAPI
public import InsightsFixtures
public import InsightsQuery
import InsightsTime

/// Runs queries over fixtures like the service, but without one, for the command line and for tests.
public struct QueryRunner: Sendable {
    /// The reason why a query returns no rows.
    public enum Failure: Error, Sendable {
        /// The query is invalid.
        case refused(QueryDiagnostic)
        /// The rows of its dataset cannot be loaded.
        case fixtures(FixtureError)
    }

    private let fixtures: FixtureStore
    private let settings: Settings
    private let now: Timestamp

    /// Creates a runner whose "now" is the current time of a clock.
    public init(fixtures: FixtureStore, settings: Settings = Settings(), clock: SimulatorClock = .system) {
        self.fixtures = fixtures
        self.settings = settings
        var clock = clock
        now = clock.read()
    }

    /// Runs a query in a program; nil for the first one whose catalogue has its dataset.
    ///
    /// - Throws: `Failure` for an invalid query, or for rows that cannot be loaded.
    package func run(_ text: String, program: PartnerProgram? = nil) throws(Failure) -> ResultSet {
        let (program, query) = try bind(text, in: program.map { [$0] } ?? PartnerProgram.allCases)
        do throws(FixtureError) {
            let table = try fixtures.table(
                program: program.rawValue, dataset: query.table, shiftedByMonths: fixtures.monthShift(now: now),
                in: settings.catalogue)
            return query.run(on: table, window: query.timespan.window(endingAt: now), rowLimit: nil)
        } catch {
            throw .fixtures(error)
        }
    }

    /// Returns what a query may not mean, such as a literal that is not a value of its column's type.
    ///
    /// - Throws: `Failure` for an invalid query.
    package func warnings(of text: String, program: PartnerProgram? = nil) throws(Failure) -> [QueryDiagnostic] {
        try bind(text, in: program.map { [$0] } ?? PartnerProgram.allCases).1.warnings
    }

    private func bind(_ text: String, in programs: [PartnerProgram]) throws(Failure) -> (PartnerProgram, BoundQuery) {
        var refusal: QueryDiagnostic?
        for program in programs {
            let catalog = ProgramCatalog(program: program, store: fixtures, edition: settings.catalogue).catalog
            do throws(QueryDiagnostic) {
                return (program, try catalog.prepare(text, options: settings.queryOptions))
            } catch {
                // Another program may have a dataset that this one lacks; any other error is final.
                if case .unknownTable = error.code, refusal != nil { continue }
                refusal = error
                if case .unknownTable = error.code { continue }
                break
            }
        }
        guard let refusal else { preconditionFailure("no program to run a query in") }
        throw .refused(refusal)
    }
}
