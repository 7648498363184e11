import InsightsAPI
import InsightsJSON

/// A look at everything else after each write of a case: other records stay as they were (the frame condition).
///
/// It sees the accounts of the case's actors in its program, and in a general claim that of the other program too.
struct FrameWatch {
    private struct Account: Sendable {
        let program: PartnerProgram
        let version: ServiceVersion
        let credentials: Credentials
        /// The last look; nil before the first one, after the clock moved, or if the account cannot be seen whole.
        var picture: AccountPicture?
        var isCurrent = false
    }

    private let client: HTTPContractClient
    private var accounts: [Account]

    /// Creates a watch of actors' accounts; nil for a contract that writes nothing, or has faults that would count
    /// these calls.
    init?(
        _ item: ContractCase, actors: some Collection<Credentials>, other: (PartnerProgram, Credentials)?,
        client: HTTPContractClient
    ) {
        guard item.contract.writes, !item.contract.hasFaults else { return nil }
        self.client = client
        accounts = Set(actors).map { Account(program: item.program, version: item.version, credentials: $0) }
        if let (program, credentials) = other {
            accounts.append(Account(program: program, version: .v1, credentials: credentials))
        }
    }

    /// Forgets what was seen, because time passes at the service.
    mutating func timeHasPassed() {
        for index in accounts.indices { accounts[index].isCurrent = false }
    }

    /// Looks at every account that was not seen since the last change.
    mutating func look() async {
        for index in accounts.indices where !accounts[index].isCurrent { await look(at: index) }
    }

    private mutating func look(at index: Int) async {
        let account = accounts[index]
        accounts[index].picture = await AccountPicture(
            of: account.credentials, in: account.program, version: account.version, by: client,
            after: account.picture)
        accounts[index].isCurrent = true
    }

    /// Looks again after a write, and returns the first record that is not as it must be; nil for none.
    mutating func mismatch(after call: ContractCall, _ outcome: ContractResponse) async -> Mismatch? {
        let effect = WriteEffect(of: call, outcome)
        for index in accounts.indices {
            let before = accounts[index]
            await look(at: index)
            guard let earlier = before.picture, let later = accounts[index].picture else { continue }
            if let change = earlier.change(to: later, where: effect.mayChange) {
                return Mismatch(
                    pointer: Self.pointer(before.program, change.place),
                    expected: "as before this call: \(Matcher.shown(change.before))",
                    actual: Matcher.shown(change.after))
            }
            guard call.carriesToken, call.operation != .other, call.program == before.program,
                call.credentials == before.credentials, let fault = effect.fault(in: later, outcome)
            else { continue }
            return Mismatch(
                pointer: Self.pointer(before.program, fault.0), expected: fault.1, actual: Matcher.shown(fault.2))
        }
        return nil
    }

    private static func pointer(_ program: PartnerProgram, _ place: AccountPicture.Place) -> JSONPointer {
        JSONPointer([program.rawValue, place.kind.rawValue, place.id])
    }
}

extension Contract {
    /// Whether a step sets faults.
    fileprivate var hasFaults: Bool {
        steps.contains { if case .faults = $0.action { true } else { false } }
    }
}
