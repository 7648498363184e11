import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

extension Application {
    /// The application's conditions that affect its tokens and their access, by the names of the tenants file.
    ///
    /// Only differences from an application with valid secrets are included. Secrets are represented by their expiry,
    /// in order, and certificates by their thumbprints, as in assertions.
    var conditions: JSONObject {
        var members: JSONObject = [
            "enrollments": .array(
                enrollments.map { enrollment in
                    .object([
                        "program": .string(enrollment.program),
                        "roles": .array(enrollment.roles.map { .string($0.rawValue) }),
                    ])
                })
        ]
        if clientSecrets.contains(where: { $0.expires != nil }) {
            members["expires"] = .array(clientSecrets.map { $0.expires.map { .string($0.description) } ?? .null })
        }
        if !certificates.isEmpty {
            members["thumbprints"] = .array(certificates.map { .string(Base64URL.encode(Digest.sha1($0))) })
        }
        if let redirectAddresses {
            members["redirectUris"] = .array(
                redirectAddresses.map {
                    .object(["uri": .string($0.uri), "platform": .string($0.platform.rawValue)])
                })
        }
        if !federatedCredentials.isEmpty {
            members["federatedCredentials"] = .array(
                federatedCredentials.map { credential in
                    .object([
                        "issuer": .string(credential.issuer),
                        credential.expression == nil ? "subject" : "claimsMatchingExpression":
                            .string(credential.expression?.text ?? credential.subject),
                        "audience": .string(credential.audience),
                    ])
                })
        }
        if !consents.isEmpty {
            members["consents"] = .array(
                consents.map {
                    .object(["resource": .string($0.resource), "state": .string($0.state.rawValue)])
                })
        }
        if !hasServicePrincipal { members["servicePrincipal"] = .bool(false) }
        if !isMultiTenant { members["multiTenant"] = .bool(false) }
        if isPublic { members["public"] = .bool(true) }
        if let throttle { members["throttle"] = .integer(throttle) }
        if isUnavailable { members["unavailable"] = .bool(true) }
        return members
    }
}
