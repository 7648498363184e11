/// The reason why an administration request is rejected.
enum AdminError: Error, Sendable, Equatable {
    /// The client is on another machine, and no key is set.
    case notLoopback
    /// The client is on another machine and sent no key.
    case missingKey
    /// The key is wrong, or none is set.
    case wrongKey(isSet: Bool)
    /// A page of another origin sent the request; the value is the header that shows it.
    case foreignOrigin(String)
    /// The path names no route.
    case unknownRoute(String)
    /// The route does not support the method; the value lists the methods that it supports.
    case methodNotAllowed([String])
    /// No tenant has the identifier.
    case unknownTenant(String)
    /// The body or a value is invalid, with the location, the found and the accepted values.
    case badValue(place: String, found: String, accepted: String)

    init(_ error: ConfigurationError) {
        self = .badValue(place: error.place, found: error.found, accepted: error.accepted)
    }

    var status: Int {
        switch self {
        case .notLoopback, .missingKey, .wrongKey, .foreignOrigin: 403
        case .unknownRoute, .unknownTenant: 404
        case .methodNotAllowed: 405
        case .badValue: 400
        }
    }

    var message: String {
        let key = AdminAccess.keyField
        return switch self {
        case .notLoopback: "administration is answered to this machine only"
        case .missingKey: "administration is answered to other machines with the header \(key) only"
        case .wrongKey(true): "\(key): the key is wrong"
        case .wrongKey(false): "\(key): no key is set; serve --admin-key KEY sets one"
        case .foreignOrigin(let value): "administration is not answered to pages of another origin (\(value))"
        case .unknownRoute(let path):
            "no such route; there are \(AdminRoute.allPaths.joined(separator: ", "))"
                + RefusalDetail.hint(path, among: AdminRoute.allPaths)
        case .methodNotAllowed(let methods): "method not allowed; allowed: \(methods.joined(separator: ", "))"
        case .unknownTenant(let id):
            "tenant: found '\(id)', accepted: the identifier of a tenant of the tenants file or of a sandbox"
        case .badValue(let place, let found, let accepted): "\(place): found \(found), accepted: \(accepted)"
        }
    }
}
