/// The response of a contract's callback receiver.
package struct CallbackResponse: Sendable, Equatable {
    /// The HTTP status of the response.
    package let status: Int
    /// The `Location` field, as a path appended to the callback URL; nil for no field.
    package let location: String?
}
