import InsightsJSON

/// The reason why an administration request is rejected.
enum AdminError: Error, Sendable, Equatable {
    /// The client is on another machine, or a proxy passed the request on, and no key is set.
    case notLoopback(isForwarded: Bool)
    /// A key is set, and the client sent none.
    case missingKey
    /// A header that must not be repeated is there twice; the value is its name.
    case repeatedField(String)
    /// The key is wrong, or none is set.
    case wrongKey(isSet: Bool)
    /// A page of another origin sent the request; the value is the header that shows it.
    case foreignOrigin(String)
    /// A page without the token of the console wants to change something.
    case wrongPage
    /// The console only reads.
    case readOnlyConsole
    /// The path names no route; the value has its segments after the first.
    case unknownRoute([String])
    /// The route does not support the method; the value lists the methods that it supports.
    case methodNotAllowed([String])
    /// No tenant has the identifier.
    case unknownTenant(String)
    /// The clock move was cancelled before its end.
    case moveCancelled(at: String)
    /// The body or a value is invalid.
    case badValue(InputError)

    /// Creates the error of a value.
    static func badValue(place: String, found: String, expected: String, hint: String? = nil) -> AdminError {
        .badValue(InputError(place: place, found: found, expected: expected, hint: hint))
    }

    var status: Int {
        switch self {
        case .notLoopback, .missingKey, .wrongKey, .foreignOrigin, .wrongPage, .readOnlyConsole: 403
        case .unknownRoute, .unknownTenant: 404
        case .methodNotAllowed: 405
        case .moveCancelled: 409
        case .badValue, .repeatedField: 400
        }
    }

    var message: String {
        let key = AdminAccess.keyField
        return switch self {
        case .notLoopback(false): "administration requests are accepted from loopback only"
        case .notLoopback(true): "administration requests that a proxy passed on need a key: 'serve --admin-key KEY'"
        case .missingKey: "administration requests need the header \(key), as 'serve --admin-key' is set"
        case .repeatedField(let name): "\(name): found the header twice; expected it once"
        case .wrongKey(true): "\(key): found a wrong key; expected that of 'serve --admin-key'"
        case .wrongKey(false): "\(key): found a key, but none is set; set one with 'serve --admin-key KEY'"
        case .foreignOrigin(let value): "administration requests from pages of another origin are refused (\(value))"
        case .wrongPage:
            "\(AdminAccess.pageField): found no token of this console; expected the one of its page; load the page again"
        case .readOnlyConsole:
            "a page wants to change something, and the console only reads; start 'serve' without '--console read-only'"
        case .unknownRoute(let segments):
            InputError(
                place: "path", found: "'\(AdminRoute.path(segments.joined(separator: "/")))'",
                expected: AdminRoute.allPaths.joined(separator: ", "),
                hint: AdminRoute.nearestPath(to: segments).map { "did you mean '\($0)'?" }
            ).description
        case .methodNotAllowed(let methods): "method not allowed; expected \(methods.joined(separator: ", "))"
        case .unknownTenant(let id):
            InputError(
                place: "tenant", found: InputError.echo(id),
                expected: "the identifier of a tenant of the tenants file or of a sandbox"
            ).description
        case .moveCancelled(let instant):
            "the move of the clock was cancelled; found it at \(instant), expected a move to its end; send it again"
        case .badValue(let error): error.description
        }
    }
}
