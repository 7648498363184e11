public import InsightsSimulator

extension Sandbox {
    /// The sandbox of the running test, which the trait `insightsSandbox` makes.
    ///
    /// - Throws: `MissingSandbox` outside a test with that trait.
    public static var current: Sandbox {
        get throws(MissingSandbox) {
            guard let sandbox = InsightsSandboxTrait.sandbox else { throw MissingSandbox() }
            return sandbox
        }
    }
}

/// A sandbox was asked for where there is none.
public struct MissingSandbox: Error, CustomStringConvertible {
    /// What was found, and what to do.
    public var description: String {
        "Sandbox.current: found no sandbox; expected a test with the trait '.insightsSandbox'; add it to the test or suite"
    }
}
