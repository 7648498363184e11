import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import Testing

/// Together the contracts cover the documents; the exceptions are listed here with their reasons.
@Suite("What the contracts cover")
struct CoverageTests {
    private static let loaded = Result { try ContractSuite.standard.contracts }
    private static func contracts() throws -> [Contract] { try loaded.get() }

    struct Points: Sendable, CustomTestStringConvertible {
        let letter: String
        let last: Int
        let leftOut: [Int: String]
        var testDescription: String { letter }
    }

    @Test(
        "Every fact, contradiction and open point has a contract",
        arguments: [
            Points(
                letter: "S", last: 38,
                leftOut: [37: "who may set the access up happens in the portal, not in the service"]),
            Points(letter: "C", last: 50, leftOut: [:]),
            Points(
                letter: "U", last: 53,
                leftOut: [
                    17: "no query of the fixtures takes 100 seconds; the engine's budget is tested at and past it",
                    25: "no value of the fixtures has a tab; the writer is tested with them",
                    53: "when the live data change is not to be seen in an answer",
                ]),
        ])
    func points(_ points: Points) throws {
        let sources = Set(try Self.contracts().flatMap(\.evidence.sources))
        for number in 1...points.last where points.leftOut[number] == nil {
            #expect(sources.contains("\(points.letter)\(number)"), "no contract names \(points.letter)\(number)")
        }
        for number in points.leftOut.keys {
            #expect(!sources.contains("\(points.letter)\(number)"), "\(points.letter)\(number) need not be left out")
        }
    }

    @Test("Every operation is called in both programs", arguments: Operation.callable)
    func operations(_ operation: Operation) throws {
        for program in PartnerProgram.allCases {
            let calls = try Self.contracts().filter { contract in
                contract.programs.contains(program)
                    && contract.steps.contains { step in
                        if case .call(operation, _) = step.action { true } else { false }
                    }
            }
            #expect(calls.count > 2, "\(operation) in \(program)")
        }
    }

    /// Settings that change nothing a contract could see, or nothing it could see without chance.
    private static let unseen: [String: String] = [
        "callback-targets": "callbacks to other hosts would leave this machine",
        "query-timeout-seconds": "no query of the fixtures takes a second",
        "query-groups": "no query of the fixtures has so many",
        "query-memory-megabytes": "no query of the fixtures needs a megabyte",
        "journal-capacity": "the journal is not the service's",
        "journal-body-bytes": "the journal is not the service's",
        "sandbox-limit": "sandboxes are not the service's",
        "sandbox-idle-expiry-seconds": "sandboxes are not the service's",
        "connection-limit": "connections are not the service's",
        "request-deadline-seconds": "how a request arrives is not the service's",
        "idle-timeout-seconds": "connections are not the service's",
        "body-budget-bytes": "how requests arrive is not the service's",
        "token-lifetime-jitter-seconds": "what it draws is left to chance",
        "consent": "a page asks for it, and contracts follow no page",
        "token-basic-secret": "no secret of a sandbox has a sign that encoding changes",
        "token-repeated-assertion":
            "an assertion that is accepted names its application, whose identifier each sandbox makes anew: none can be "
            + "signed beforehand",
    ]

    @Test("Every setting has a contract for a value other than the default", arguments: Settings.entries.map(\.name))
    func settings(_ name: String) throws {
        let entry = try #require(Settings.entries.first { $0.name == name })
        let usual = entry.value(in: Settings())
        let others = try Self.contracts().flatMap(\.settings).filter { $0.name == name && $0.value != usual }
        #expect(others.isEmpty == (Self.unseen[name] != nil), "\(name)")
    }

    @Test("Every text of the error catalogue is in a contract", arguments: ServiceErrorTexts.all)
    func errors(_ text: String) throws {
        let folder = try ServiceErrorTexts.contractTexts()
        let isThere = folder.contains(text)
        #expect(isThere)
    }
}

/// A server that never finds anything would pass a contract that expects only empty responses.
@Suite("Negative controls of the absence contracts")
struct ControlTests {
    private static let contracts = (try? ContractSuite.standard.contracts) ?? []
    private static let searching: Set<Operation> = [.testQuery, .listReports, .listQueries, .executions]

    @Test("Control", arguments: contracts.map(\.id))
    func control(_ id: String) throws {
        let contract = try #require(Self.contracts.first { $0.id == id })
        for program in contract.programs {
            let bodies = contract.steps.compactMap { step -> (operation: Operation, body: Matcher)? in
                guard case .call(let operation, _) = step.action, step.expectation.statuses == [200] else { return nil }
                return step.expectation.body.map { (operation, $0) }
            }
            for (operation, body) in bodies where Self.searching.contains(operation) && body.findsNothing(in: program) {
                let isControlled = bodies.contains { other in
                    [operation, .other].contains(other.operation) && !other.body.findsNothing(in: program)
                }
                #expect(isControlled, "\(operation) finds nothing, and would at a server that has nothing")
            }
        }
    }

    @Test(
        "Steps that expect nothing",
        arguments: [
            (#"{"value":[]}"#, true), (#"{"totalCount":0}"#, true),
            (#"{"$program":{"cmp":{"value":[]},"mpn":{}}}"#, true),
            (#"{"value":[{}]}"#, false), (#"{"totalCount":1}"#, false), (#"{"value":{"$atLeast":1}}"#, false),
        ])
    func nothing(_ text: String, _ isNothing: Bool) throws {
        let matcher = try Matcher(try JSONParser.parse(text), at: JSONPointer())
        #expect(matcher.findsNothing(in: .cmp) == isNothing)
    }
}

/// The published error texts (insights-api section 10), as a client sees them.
enum ServiceErrorTexts {
    private static let creation = "Invalid report parameters for creation - "
    static let all = [
        "Unauthorized", "Invalid table name", "Incorrect column name", "Null or missing value",
        "Invalid report parameters",
        "Recurrence Interval must be between 4 and 2160", "Recurrence Interval must be between 4 and 90",
        "Invalid QueryId", creation + "Start time of report should at least be 4 hours from current UTC time",
        creation + "StartTime should follow format: yyyy-MM-ddTHH:mm:ssZ",
        creation + "EndTime should be greater than StartTime",
        creation + "EndTime should follow format: yyyy-MM-ddTHH:mm:ssZ",
        creation + "Report format should be csv/tsv", creation + "Invalid character (;) in ReportName",
        creation + "CallbackMethod can only be GET or POST",
        creation + "Recurrence count has to be a positive integer value",
        creation + "Limit ReportName and Description length to 256 characters or less",
        "User has exceeded its report creation quota of 50 active reports",
        "User has exceeded its ExecuteNow report creation quota of 5 reports/60 mins",
        "Number of queries exceeded. Delete few queries before creating new queries",
        "Requested value 'string' not found", "No item found with given filters.",
        "There are no executions that have occurred for the given filter conditions. Please recheck the reportId or "
            + "executionId and retry the API after the report's scheduled execution time",
        "There are no executions that have occurred for the given filter conditions. Double check the reportId or "
            + "executionId and retry the API after the report's scheduled execution time",
        "Internal error encountered while creating report", "Service unavailable",
    ]

    private static let loaded = Result { try ContractFiles.all().map(\.text).joined() }

    /// Returns all contract files as one text.
    static func contractTexts() throws -> String { try loaded.get() }
}
