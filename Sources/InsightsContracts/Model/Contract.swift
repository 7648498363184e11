public import InsightsAPI
public import InsightsJSON
public import InsightsTime

/// One behaviour of the service: the calls, and the expected responses.
///
/// A contract is one file in `contracts/`; `contracts/contract.schema.json` describes the format.
public struct Contract: Sendable {
    /// The path of the file relative to its folder, without the extension, such as `queries/create-echoes-text`.
    public let id: String
    /// The behaviour in one sentence.
    public let title: String
    /// The programs to which the contract applies.
    public let programs: [PartnerProgram]
    /// The documentation editions to which the contract applies.
    public let editions: [Edition]
    /// The versions of the service to which the contract applies, where its program has them.
    public let versions: [ServiceVersion]
    /// The evidence for the behaviour.
    public let evidence: Evidence
    /// The simulator settings that the contract needs; empty for the defaults.
    ///
    /// If two have the same name, the later one applies.
    public package(set) var settings: [ContractSetting]
    /// The known difference of the live service; nil for none.
    ///
    /// The contract file names it; the register of the folder gives the reason.
    public internal(set) var difference: KnownDifference? {
        didSet { for index in instances.indices { instances[index].difference = difference } }
    }
    /// The domain of the fixture tenant whose applications and users the contract needs; nil for the first tenant.
    public let tenant: String?
    /// The initial time of the clock, for a target whose clock can be set.
    public let clock: Timestamp
    /// Whether the contract file sets the clock, because the contract uses fixed instants.
    public let namesClock: Bool
    /// The callers besides the program's default principal, by the name that steps use.
    public let actors: [String: ContractActor]
    /// The values by name, for each program.
    public let variables: [PartnerProgram: [String: JSONValue]]
    /// The response to the contract's callbacks; nil for status 200.
    package let callbackResponse: CallbackResponse?
    /// The steps, in the order in which they run.
    package let steps: [ContractStep]
    /// The steps that run at the end, whatever happened before; their responses are not judged.
    package let cleanUp: [ContractStep]
    /// The general claim of the contract; nil if it is about one thing.
    public internal(set) var generation: ContractGeneration?
    /// The element of the claim for which this runs, such as `createQuery`; nil for the contract of a file.
    public internal(set) var element: String?
    /// The number of steps at the start that an earlier element has too, word for word; 0 for the first element.
    var repeatedSteps = 0
    /// The contracts that run in place of a general one, one for each element.
    ///
    /// The steps of a general contract are those of its first element.
    public internal(set) var instances: [Contract] = []
    /// The reason why no mutant simulator is known that fails this contract; nil if one is.
    public let noMutantReason: String?

    /// The initial time of the clock, unless a contract sets it: 1 March 2021, 12:00 UTC.
    public static let usualClock = Timestamp(secondsSinceEpoch: 1_614_600_000)

    /// The identifier, with the element after a colon.
    public var name: String { element.map { "\(id):\($0)" } ?? id }

    /// What runs: the contract, or one for each element of its claim.
    public var runnable: [Contract] { instances.isEmpty ? [self] : instances }

    /// The subfolder of the contract, which names its subject.
    public var area: String { String(id.prefix { $0 != "/" }) }

    /// Whether a step changes anything at the service; the clean-up is not considered.
    public var writes: Bool { steps.contains { $0.action.writes } }
}

/// A simulator setting and its value, both in the notation of the command line.
public struct ContractSetting: Sendable, Hashable {
    /// The name, such as `duplicate-rows`.
    public let name: String
    /// The value, such as `implicit`.
    public let value: String

    /// Creates a setting without checking the name or the value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A difference between the simulator and the live service that a contract names.
public struct KnownDifference: Sendable, Equatable, CustomStringConvertible {
    /// The identifier of the register entry.
    public let id: String
    /// The reason for the difference; empty for a contract that was read without its folder.
    public let reason: String

    /// The identifier, and the reason if there is one, in one line.
    public var description: String { reason.isEmpty ? id : "\(id): \(reason)" }
}

/// A caller that makes requests.
public enum ContractActor: Sendable, Equatable {
    /// An application of the contract's tenant by display name, optionally with a user by the part before `@`.
    case principal(application: String, user: String?)
    /// The default principal of another tenant.
    case stranger
}
