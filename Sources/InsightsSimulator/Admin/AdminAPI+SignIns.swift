import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON

/// The route `/_sim/sign-ins`.
extension AdminAPI {
    /// What a person would do at a page.
    private enum SignInAction: String, CaseIterable {
        case approve
        case decline
        /// Ends all sessions of a user, with their refresh tokens.
        case revoke
    }

    /// Returns the sign-ins by device code, the oldest first; `POST` decides about one, or ends a user's sessions.
    func signIns(_ call: AdminCall) throws(AdminError) -> JSONValue {
        let sandbox = call.sandbox
        if call.request.method == .post {
            let body = try body(of: call.request, accepting: ["userCode", "username", "action", "mfa"])
            try decide(sandbox, .object(body))
        }
        return .object([
            "tenantId": .string(sandbox.tenant.tenantID),
            "signIns": .array(sandbox.deviceSignIns.map { Self.json($0) }),
        ])
    }

    private func decide(_ sandbox: TenantRuntime, _ body: JSONValue) throws(AdminError) {
        let action: SignInAction
        let userCode: String?
        let username: String?
        let hasSecondFactor: Bool
        do throws(InputError) {
            let reader = try StrictJSONReader(body, at: .dotted(), keys: ["userCode", "username", "action", "mfa"])
            action = try reader.required(
                "action", try reader.choice("action", of: SignInAction.self),
                SignInAction.allCases.map(\.rawValue).joined(separator: ", "))
            userCode = try reader.string("userCode")
            username = try reader.string("username")
            hasSecondFactor = try reader.bool("mfa") ?? true
        } catch {
            throw .badValue(error)
        }
        let user = try username.map { name throws(AdminError) in
            guard let user = sandbox.tenant.user(named: name) else {
                let known = sandbox.tenant.users.map(\.userPrincipalName)
                throw .badValue(
                    place: "username", found: InputError.echo(name), expected: known.joined(separator: ", "),
                    hint: InputError.suggestion(for: name, among: known))
            }
            return user
        }
        if action == .revoke {
            guard let user else { throw .badValue(place: "username", found: "nothing", expected: "a user") }
            sandbox.endSessions(of: user)
            return
        }
        guard let userCode else {
            throw .badValue(place: "userCode", found: "nothing", expected: "the code of a sign-in that waits")
        }
        let decider = action == .approve ? user ?? sandbox.tenant.users.first : nil
        do throws(TokenError) {
            try sandbox.decideDevice(userCode: userCode, user: decider, hasSecondFactor: hasSecondFactor)
        } catch {
            let waiting = sandbox.deviceSignIns.filter { $0.state == .pending }.map(\.userCode)
            throw .badValue(
                place: "userCode", found: "\(InputError.echo(userCode)) (AADSTS\(error.code): \(error.text))",
                expected: waiting.isEmpty ? "one that waits; none does" : waiting.joined(separator: ", "))
        }
    }

    private static func json(_ signIn: DeviceSignIn) -> JSONValue {
        var object: JSONObject = [
            "userCode": .string(signIn.userCode), "clientId": .string(signIn.clientID),
            "state": .string(signIn.state.rawValue), "polls": .integer(signIn.polls),
            "issued": .string(signIn.issued.description), "expires": .string(signIn.expires.description),
        ]
        object["scope"] = signIn.scope.map(JSONValue.string)
        object["resource"] = signIn.resource.map(JSONValue.string)
        object["username"] = signIn.userPrincipalName.map(JSONValue.string)
        return .object(object)
    }
}
