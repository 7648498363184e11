import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsTime

/// A recording of everything that determines a tenant's responses; a replay gives the same bytes on every run
/// (`docs/reference/journal.md`).
///
/// It contains the simulator's own invented secrets, which follow from the seed, and no others. Tokens are references
/// to the responses that granted them.
public struct Recording: Sendable {
    /// The version of the file format.
    public static let formatVersion = 1

    /// One step of a recording.
    enum Step: Sendable {
        /// The clock was moved, or had advanced, to an instant.
        case clock(Timestamp)
        /// The faults were replaced.
        case faults(FaultPlan)
        /// The signing key was rotated.
        case keyRotation
        /// A request was sent.
        case request(RecordedRequest)

        /// Whether it is a request whose links begin otherwise than with the configured URL.
        var hasOwnBase: Bool {
            if case .request(let request) = self { request.base != nil } else { false }
        }
    }

    /// The settings of the simulator.
    public let settings: Settings
    /// The seed of the simulator.
    public let seed: UInt64
    /// The reasons why a replay may differ: parts that the journal no longer had.
    public let missing: [String]
    /// The number of recorded requests.
    public var requestCount: Int {
        steps.count { if case .request = $0 { true } else { false } }
    }

    let baseURL: String
    /// The HTTPS origin and the host names of the recorded simulator; links in responses to HTTPS requests use them.
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

    /// Creates the recording of a tenant's journal.
    init(_ sandbox: TenantRuntime, factory: SandboxFactory, address: AdvertisedURL) {
        let log = sandbox.journal.contents
        var recorder = Recorder(sandbox, address: address)
        var specification = sandbox.specification
        for index in specification?.reports.indices ?? 0..<0 {
            guard let url = specification?.reports[index].request.callbackURL else { continue }
            specification?.reports[index].request.callbackURL = recorder.withoutSecrets(url, .text)
        }
        for item in log.items { recorder.add(item) }
        var missing = recorder.missing
        if log.droppedCount + log.droppedEvents > 0 {
            let advice = "raise the setting journal-capacity, or reset before the test"
            missing.insert("the journal has dropped \(log.droppedCount) requests before these: \(advice)", at: 0)
        }
        if let name = specification?.copied {
            missing.insert(
                "the sandbox began as a copy of '\(name)', whose queries and reports at that time are not recorded",
                at: 0)
        }
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
    /// Returns everything that determined this tenant's responses since its start or last reset, for a replay
    /// elsewhere.
    public func caseFile() -> Recording { Recording(sandbox, factory: simulator.factory, address: simulator.address) }
}

extension Simulator {
    /// Returns the default tenant's recording; print its `text` when a test fails.
    public func caseFile() -> Recording { defaultSandbox.caseFile() }
}
