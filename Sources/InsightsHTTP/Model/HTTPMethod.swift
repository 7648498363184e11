/// A request method, compared exactly as sent: methods are case-sensitive (RFC 9110 §9.1).
public struct HTTPMethod: Hashable, Sendable, CustomStringConvertible {
    /// The method's token, such as `GET`.
    public let token: String

    /// Creates a method from its token.
    public init(_ token: String) {
        self.token = token
    }

    /// The method's token.
    public var description: String { token }

    /// The method that transfers a current representation.
    public static let get = HTTPMethod("GET")
    /// The method like GET, but without content in the response.
    public static let head = HTTPMethod("HEAD")
    /// The method that processes the enclosed content.
    public static let post = HTTPMethod("POST")
    /// The method that replaces or changes the target.
    public static let put = HTTPMethod("PUT")
    /// The method that removes the target.
    public static let delete = HTTPMethod("DELETE")
    /// The method that asks which methods the target allows.
    public static let options = HTTPMethod("OPTIONS")
}
