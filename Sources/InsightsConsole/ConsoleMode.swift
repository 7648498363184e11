/// What the console may do.
public enum ConsoleMode: String, Sendable, CaseIterable {
    /// All that the administration may.
    case on
    /// Show, and change nothing.
    case readOnly = "read-only"
    /// Nothing: there is no console.
    case off
}
