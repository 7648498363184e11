/// The response of a contract's callback receiver.
public struct CallbackAnswer: Sendable, Equatable {
    /// The HTTP status of the response.
    public let status: Int
    /// The `Location` field, as a path appended to the callback URL; nil for no field.
    public let location: String?
}
