import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

extension Application {
    /// What stands between the application and its tokens, and what they open: by the names of the tenants file, and only
    /// what differs from an application with secrets that work.
    ///
    /// Of secrets it is when they end, in their order, and of certificates their thumbprints, as assertions name them.
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
        if isPublic { members["public"] = .bool(true) }
        if let throttle { members["throttle"] = .integer(throttle) }
        if isUnavailable { members["unavailable"] = .bool(true) }
        return members
    }
}
