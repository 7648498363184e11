public import InsightsAPI
public import InsightsJSON
public import InsightsTime

/// One behaviour of the service: what is asked, and what must be answered.
///
/// It stands in one file of `contracts/`; `contracts/contract.schema.json` describes the form.
public struct Contract: Sendable {
    /// Its file's path below the folder, without the ending: `queries/create-echoes-text`.
    public let id: String
    /// The behaviour in one sentence.
    public let title: String
    /// The programs it holds for.
    public let programs: [PartnerProgram]
    /// The documentation editions it holds for.
    public let editions: [ContractEdition]
    /// How well it is known.
    public let evidence: Evidence
    /// Settings of the simulator that it needs, by name; empty for the defaults.
    ///
    /// Of two with one name the later counts.
    public package(set) var settings: [ContractSetting]
    /// What is known to differ at the live service; nil for nothing.
    ///
    /// The file names it; the register of its folder says why.
    public internal(set) var difference: KnownDifference?
    /// The tenant of the simulator's fixtures whose applications and users it needs, by domain; nil for the first.
    public let tenant: String?
    /// Where its clock begins, if the target has one that can be set.
    public let clock: Timestamp
    /// Whether the contract says so itself, because it names instants.
    public let namesClock: Bool
    /// Who acts, besides the program's usual principal, by the name its steps use.
    public let actors: [String: ContractActor]
    /// Values by name, for each program.
    public let variables: [PartnerProgram: [String: JSONValue]]
    /// What its callbacks are answered; nil for 200.
    public let callbackAnswer: CallbackAnswer?
    /// What is done, in order.
    public let steps: [ContractStep]
    /// What is done afterwards, whatever came before; its answers are not judged.
    public let cleanUp: [ContractStep]
    /// Why no wrong simulator is known that this contract tells from the right one; nil if one is.
    public let noMutantReason: String?

    /// Where clocks begin unless a contract says otherwise.
    public static let usualClock = Timestamp(CivilDate(year: 2021, month: 3, day: 1)!, hour: 12)

    /// The folder it stands in, which is what it is about.
    public var area: String { String(id.prefix { $0 != "/" }) }

    /// Whether it changes anything at the service.
    public var writes: Bool { steps.contains { $0.action.writes } }
}

/// A setting of the simulator and its value, as the command line writes them.
public struct ContractSetting: Sendable, Hashable {
    /// The name, such as `duplicate-rows`.
    public let name: String
    /// The value, such as `implicit`.
    public let value: String

    /// Creates a setting.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A documentation edition: which state of the public documents counts where they disagree.
public enum ContractEdition: String, Sendable, CaseIterable {
    /// The state of the seeds, the default.
    case year2021 = "2021"
    /// The last state that still describes v1.
    case year2023 = "2023"
}

/// An entry of the register of known differences between the simulator and the live service.
public struct KnownDifference: Sendable, Equatable, CustomStringConvertible {
    /// What it is called.
    public let id: String
    /// Why it is so; empty for a contract that was read by itself.
    public let reason: String

    /// Both in one line.
    public var description: String { reason.isEmpty ? id : "\(id): \(reason)" }
}

/// Somebody who makes requests.
public enum ContractActor: Sendable, Equatable {
    /// An application of the contract's tenant by its display name, with a user by the part before `@` or without one.
    case principal(application: String, user: String?)
    /// The usual principal of another tenant.
    case stranger
}
