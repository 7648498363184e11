/// A request method, compared exactly as sent (RFC 9110 §9.1: methods are case-sensitive).
public struct HTTPMethod: Hashable, Sendable, CustomStringConvertible {
    /// The method's token, such as `GET`.
    public let token: String

    /// Creates a method from its token.
    public init(_ token: String) {
        self.token = token
    }

    /// The method's token.
    public var description: String { token }

    /// Transfers a current representation.
    public static let get = HTTPMethod("GET")
    /// Like GET, without a body in the answer.
    public static let head = HTTPMethod("HEAD")
    /// Processes the enclosed content.
    public static let post = HTTPMethod("POST")
    /// Replaces or changes the target.
    public static let put = HTTPMethod("PUT")
    /// Removes the target.
    public static let delete = HTTPMethod("DELETE")
    /// Asks what the target allows.
    public static let options = HTTPMethod("OPTIONS")
}
