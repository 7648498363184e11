import InsightsFixtures
import InsightsHTTP
import InsightsTime

/// Everything that decides what a tenant answered: replayed, it gives the same bytes on every run (`docs/reference/journal.md`).
///
/// It holds the simulator's own invented secrets, which follow from the seed, and no other; tokens are references to the
/// answers that brought them.
public struct Recording: Sendable {
    /// The version of the format.
    public static let formatVersion = 1

    /// One thing that happened.
    enum Step: Sendable {
        /// The clock was moved to an instant, or had run on to it.
        case clock(Timestamp)
        /// The faults were replaced.
        case faults(FaultPlan)
        /// Another key signs from then on.
        case keyRotation
        case request(RecordedRequest)
    }

    /// The settings.
    public let settings: Settings
    /// The simulator's seed.
    public let seed: UInt64
    /// Why a replay may differ: what the journal no longer had.
    public let missing: [String]
    /// How many requests there are.
    public var requestCount: Int {
        steps.count { if case .request = $0 { true } else { false } }
    }

    let baseURL: String
    /// Where TLS was spoken beside that, and by which names: what came by https is answered with links there.
    var tlsURL: String?
    var hostNames: [String] = []
    let start: Timestamp
    let tenantID: String
    let sandbox: SandboxSpecification?
    let faults: FaultPlan
    let steps: [Step]

    init(
        settings: Settings, seed: UInt64, missing: [String], baseURL: String, start: Timestamp, tenantID: String,
        sandbox: SandboxSpecification?, faults: FaultPlan, steps: [Step]
    ) {
        self.settings = settings
        self.seed = seed
        self.missing = missing
        self.baseURL = baseURL
        self.start = start
        self.tenantID = tenantID
        self.sandbox = sandbox
        self.faults = faults
        self.steps = steps
    }

    /// What a tenant's journal tells.
    init(_ sandbox: TenantRuntime, factory: SandboxFactory, address: AdvertisedURL) {
        let log = sandbox.journal.contents
        var recorder = Recorder(sandbox)
        for item in log.items { recorder.add(item) }
        var missing = recorder.missing
        if log.droppedCount + log.droppedEvents > 0 {
            let advice = "raise the setting journal-entries, or reset before the test"
            missing.insert("the journal has dropped \(log.droppedCount) requests before these: \(advice)", at: 0)
        }
        var specification = sandbox.specification
        specification?.ordinal = sandbox.ordinal
        self.init(
            settings: factory.settings, seed: factory.seed, missing: missing, baseURL: address.text,
            start: sandbox.started,
            tenantID: sandbox.tenant.tenantID, sandbox: specification, faults: sandbox.initialFaults,
            steps: recorder.steps)
        tlsURL = address.tlsText
        hostNames = address.hostNames
    }
}

extension Sandbox {
    /// Everything that decides what this tenant answered since its start or its last reset, to be replayed elsewhere.
    public func caseFile() -> Recording { Recording(sandbox, factory: simulator.factory, address: simulator.address) }
}

extension Simulator {
    /// The default tenant's case file: print its `text` when a test fails.
    public func caseFile() -> Recording { defaultSandbox.caseFile() }
}
