import InsightsAPI
import InsightsJSON

/// A look at everything else after each write of a case: other records stay as they were (the frame condition).
///
/// It sees the accounts of the case's actors in its program, and in a general claim that of the other program too.
struct FrameWatch {
    private struct Account: Sendable {
        var reader: AccountReader
        /// The last look; nil before the first one, after the clock moved, or if the account cannot be seen whole.
        var picture: AccountPicture?
        var isCurrent = false

        mutating func look() async {
            picture = await reader.look()
            isCurrent = true
        }
    }

    private var accounts: [Account]

    /// Creates a watch of actors' accounts; nil for a contract that writes nothing, or has faults that would count
    /// these calls.
    init?(
        _ item: ContractCase, actors: some Collection<Credentials>, other: (PartnerProgram, Credentials)?,
        client: HTTPContractClient
    ) {
        guard item.contract.writes, !item.contract.hasFaults else { return nil }
        accounts = Set(actors).map {
            Account(reader: AccountReader($0, in: item.program, version: item.version, by: client))
        }
        if let (program, credentials) = other {
            accounts.append(Account(reader: AccountReader(credentials, in: program, version: .v1, by: client)))
        }
    }

    /// Forgets what was seen, because time passes at the service.
    mutating func timeHasPassed() {
        for index in accounts.indices {
            accounts[index].isCurrent = false
            accounts[index].reader.timeHasPassed()
        }
    }

    /// Looks at every account that was not seen since the last change.
    mutating func look() async {
        for index in accounts.indices where !accounts[index].isCurrent { await accounts[index].look() }
    }

    /// Looks again after a write, and returns the first record that is not as it must be; nil for none.
    mutating func mismatch(after call: ContractCall, _ outcome: ContractResponse) async -> Mismatch? {
        let effect = WriteEffect(of: call, outcome)
        for index in accounts.indices {
            let earlier = accounts[index].picture
            await accounts[index].look()
            let reader = accounts[index].reader
            guard let earlier, let later = accounts[index].picture else { continue }
            if let change = earlier.change(to: later, where: effect.mayChange) {
                return Mismatch(
                    pointer: Self.pointer(reader.program, change.place),
                    expected: "as before this call: \(Matcher.shown(change.before))",
                    actual: Matcher.shown(change.after))
            }
            guard call.carriesToken, call.operation != .other, call.program == reader.program,
                call.credentials == reader.credentials, let fault = effect.fault(in: later, outcome)
            else { continue }
            return Mismatch(
                pointer: Self.pointer(reader.program, fault.0), expected: fault.1, actual: Matcher.shown(fault.2))
        }
        return nil
    }

    private static func pointer(_ program: PartnerProgram, _ place: AccountPicture.Place) -> JSONPointer {
        JSONPointer([program.rawValue, place.kind.rawValue, place.id])
    }
}

extension Contract {
    /// Whether a step sets faults.
    var hasFaults: Bool {
        steps.contains { if case .faults = $0.action { true } else { false } }
    }
}
