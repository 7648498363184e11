/// What the receiver of a contract's callbacks answers.
public struct CallbackAnswer: Sendable, Equatable {
    /// The status.
    public let status: Int
    /// The field `Location`, as a path behind the address that callbacks are sent to; nil for none.
    public let location: String?
}
