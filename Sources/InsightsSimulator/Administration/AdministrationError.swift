/// Why an administration request is refused.
enum AdministrationError: Error, Sendable, Equatable {
    /// The peer is not on this machine.
    case notLoopback
    /// A page of another origin sent it; the header that tells.
    case foreignOrigin(String)
    /// There is no such route; those there are.
    case unknownRoute
    /// The route does not answer that method; those it does.
    case methodNotAllowed([String])
    /// No tenant has that identifier.
    case unknownTenant(String)
    /// The body or a value in it is wrong: where, what was found, what is accepted.
    case badValue(place: String, found: String, accepted: String)

    var status: Int {
        switch self {
        case .notLoopback, .foreignOrigin: 403
        case .unknownRoute, .unknownTenant: 404
        case .methodNotAllowed: 405
        case .badValue: 400
        }
    }

    var message: String {
        switch self {
        case .notLoopback: "administration is answered to this machine only"
        case .foreignOrigin(let value): "administration is not answered to pages of another origin (\(value))"
        case .unknownRoute: "no such route; there are \(AdministrationRoute.allPaths.joined(separator: ", "))"
        case .methodNotAllowed(let methods): "method not allowed; allowed: \(methods.joined(separator: ", "))"
        case .unknownTenant(let id): "tenant: found '\(id)', accepted: the identifier of a tenant of the tenants file"
        case .badValue(let place, let found, let accepted): "\(place): found \(found), accepted: \(accepted)"
        }
    }
}
