import InsightsAPI
import InsightsJSON

/// A reader of one account, which asks for its lists again and again with the same requests.
struct AccountReader: Sendable {
    /// The program of the account.
    let program: PartnerProgram
    /// The version of the service that is asked.
    let version: ServiceVersion
    /// The principal who asks.
    let credentials: Credentials
    private let client: HTTPContractClient
    /// The requests by list, with tokens; none after time has passed.
    private var requests: [AccountPicture.Kind: HTTPContractClient.PreparedRequest] = [:]
    /// The last list of reports, and their identifiers as the list of executions takes them.
    private var reports = (list: AccountList(body: []), identifiers: "")

    /// Creates a reader.
    init(
        _ credentials: Credentials, in program: PartnerProgram, version: ServiceVersion, by client: HTTPContractClient
    ) {
        self.credentials = credentials
        self.program = program
        self.version = version
        self.client = client
    }

    /// Forgets the tokens, because time passes at the service.
    mutating func timeHasPassed() { requests = [:] }

    /// Looks at the account; returns nil if it cannot be seen: without the right, or with another kind of answer.
    mutating func look() async -> AccountPicture? {
        var lists: [AccountPicture.Kind: AccountList] = [:]
        for kind in [AccountPicture.Kind.queries, .reports] {
            guard let list = await list(kind) else { return nil }
            lists[kind] = list
        }
        if let list = lists[.reports], list.body != reports.list.body {
            guard let identifiers = list.identifiers(by: AccountPicture.Kind.reports.identifier) else { return nil }
            reports = (list, identifiers.sorted().joined(separator: ";"))
            requests[.executions] = nil
        }
        guard lists[.reports] != nil, !reports.identifiers.isEmpty else { return AccountPicture(lists) }
        guard let executions = await list(.executions) else { return nil }
        lists[.executions] = executions
        return AccountPicture(lists)
    }

    /// Asks for a list; returns nil if it cannot be seen, a nil value if there is none.
    private mutating func list(_ kind: AccountPicture.Kind) async -> AccountList?? {
        guard let request = await request(kind), let answer = try? await client.send(request) else { return nil }
        if answer.status == 200 { return .some(AccountList(body: answer.body)) }
        // An account without records may answer so.
        let isEmpty = JSONParser.unreadArray("value", in: answer.body)?.elements.isEmpty == true
        return answer.status == 404 || isEmpty ? .some(nil) : .none
    }

    private mutating func request(_ kind: AccountPicture.Kind) async -> HTTPContractClient.PreparedRequest? {
        if let known = requests[kind] { return known }
        let (operation, arguments): (Operation, JSONObject) =
            switch kind {
            case .queries: (.listQueries, ["includeSystemQueries": .string("false")])
            case .reports: (.listReports, [:])
            case .executions:
                (
                    .executions,
                    [
                        "reportId": .string(reports.identifiers), "getLatestExecution": .string("false"),
                        "executionStatus": .string(Self.everyState),
                    ]
                )
            }
        let call = ContractCall(
            operation, arguments: arguments, program: program, version: version, credentials: credentials)
        let request = try? await client.prepare(call)
        requests[kind] = request
        return request
    }

    private static let everyState = ExecutionStatus.allCases.map(\.rawValue).joined(separator: ";")
}
