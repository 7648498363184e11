@_exported public import InsightsServing
public import InsightsSimulator
public import Testing

/// Gives each test its own sandbox of one simulator, which the tests of a process share.
///
/// A sandbox is a tenant with separate credentials, clock, settings, faults and journal. So tests run in parallel, and
/// none sees what another one did. The sandbox of a test is `Sandbox.current`; it is deleted when the test has ended. Its
/// journal and its case file are attachments of the test.
public struct InsightsSandboxTrait: TestTrait, SuiteTrait, TestScoping {
    @TaskLocal static var sandbox: Sandbox?

    /// Whether each test of a suite with the trait has it.
    public var isRecursive: Bool { true }

    private let specification: SandboxSpecification
    private let start: String?

    /// Creates a trait; `start` is the instant at which its manual clock starts, and replaces that of the specification.
    init(_ specification: SandboxSpecification, start: String? = nil) {
        self.specification = specification
        self.start = start
    }

    /// The simulator of all sandboxes, made for the first one.
    private static let shared = Result { () throws -> Simulator in try Simulator() }

    /// Runs a test with its sandbox.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        var specification = specification
        if let start {
            guard let instant = Timestamp(start) else { throw InvalidStart(text: start) }
            specification.clock = instant
        }
        let sandbox = try Self.shared.get().makeSandbox(specification)
        defer { _ = sandbox.delete() }
        do {
            try await Self.$sandbox.withValue(sandbox) { try await function() }
        } catch {
            attach(sandbox)
            throw error
        }
        attach(sandbox)
    }

    private func attach(_ sandbox: Sandbox) {
        Attachment.record(sandbox.caseFile().text, named: "case.json")
    }
}

extension Trait where Self == InsightsSandboxTrait {
    /// Gives each test its own sandbox, with the machine's clock until it is moved.
    public static var insightsSandbox: Self { InsightsSandboxTrait(SandboxSpecification()) }

    /// Gives each test its own sandbox with a manual clock, settings, queries or reports.
    public static func insightsSandbox(_ specification: SandboxSpecification) -> Self {
        InsightsSandboxTrait(specification)
    }

    /// Gives each test its own sandbox whose manual clock starts at an instant such as `2021-01-06T05:38:34Z`.
    ///
    /// Any other text fails each test.
    public static func insightsSandbox(at start: String, settings: [String: String] = [:]) -> Self {
        InsightsSandboxTrait(SandboxSpecification(settings: settings), start: start)
    }
}

/// A text that is not an instant.
struct InvalidStart: Error, CustomStringConvertible {
    let text: String

    var description: String {
        "insightsSandbox(at:): found '\(text)'; expected a UTC time such as 2021-01-06T05:38:34Z"
    }
}
