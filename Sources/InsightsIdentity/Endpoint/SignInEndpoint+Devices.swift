import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// The sign-in by device code (2026 3.4).
extension SignInEndpoint {
    /// Returns a device code with its user code.
    func deviceCode(_ version: TokenVersion) -> Response {
        do throws(TokenError) {
            return Response(response: writer.json(200, try issueDeviceCode(version)))
        } catch {
            var response = writer.refusal(error)
            if settings.deviceErrorStatus == .ok { response.status = 200 }
            return Response(response: response, error: error)
        }
    }

    private func issueDeviceCode(_ version: TokenVersion) throws(TokenError) -> JSONValue {
        let all = parameters?.all ?? []
        guard all.count <= TokenForm.parameterLimit, Set(all.map { $0.name.lowercased() }).count == all.count else {
            throw .malformedRequest
        }
        _ = try call.tenant.get()
        guard let clientID = parameters?["client_id"] else { throw .missingParameter(.clientID) }
        guard let application = tenant.application(withClientID: clientID) else {
            throw .applicationNotFound(clientID: clientID, tenant: tenant.displayName)
        }
        try application.checkTenantName(tenantName)
        let scope = parameters?["scope"]
        let resource = parameters?["resource"]
        switch version {
        case .v1:
            guard let resource else { throw .missingParameter(.resource) }
            _ = try RequestedResource(resource, in: tenant)
        case .v2:
            guard let scope else { throw .missingParameter(.scope) }
            guard resource == nil else { throw .resourceNotSupported }
            for group in try ScopeList.groups(of: scope) {
                var resource = try RequestedResource(group.target, in: tenant)
                try resource.narrow(to: group.permissions)
            }
        }
        let codes = context.withIdentity { state, now in
            state.devices.issue(
                clientID: application.clientID, version: version, resource: resource, scope: scope, now: now,
                &state.signInIdentifiers)
        }
        return answer(version, deviceCode: codes.deviceCode, userCode: codes.userCode)
    }

    /// Returns the answer; the page is the simulator's own, since a person must reach it.
    private func answer(_ version: TokenVersion, deviceCode: String, userCode: String) -> JSONValue {
        let base = endpoint.addresses.base(for: call.request)
        let address = base + IdentityRoute.deviceLogin(tenant: "common").path
        let message =
            "To sign in, use a web browser to open the page \(address) and enter the code \(userCode) to authenticate."
        switch version {
        case .v1:
            return .object([
                "user_code": .string(userCode), "device_code": .string(deviceCode),
                "verification_url": .string(address), "expires_in": .string(String(DeviceCodes.lifetime)),
                "interval": .string(String(DeviceCodes.interval)), "message": .string(message),
            ])
        case .v2:
            return .object([
                "user_code": .string(userCode), "device_code": .string(deviceCode),
                "verification_uri": .string(address), "expires_in": .integer(DeviceCodes.lifetime),
                "interval": .integer(DeviceCodes.interval), "message": .string(message),
            ])
        }
    }

    /// Returns the page for a user code, or the first step of its sign-in.
    func deviceLogin() -> Response {
        guard case .deviceLogin(let name) = call.route else { preconditionFailure("not the page of devices") }
        do throws(TokenError) {
            _ = try call.tenant.get()
        } catch {
            return mistake(error)
        }
        let userCode = parameters?["user_code"] ?? ""
        guard call.request.method == .post else { return codePage(name, userCode) }
        guard !userCode.isEmpty else { return codePage(name, "", .noUserCode) }
        let result = context.withIdentity { state, now in
            Result { () throws(TokenError) in
                guard let entry = state.devices.entry(userCode: userCode) else { throw TokenError.wrongUserCode }
                try DeviceCodes.check(entry, now: now)
                return entry.userCode
            }
        }
        do throws(TokenError) {
            return show(.account, of: .device(userCode: try result.get()))
        } catch {
            return codePage(name, userCode, error)
        }
    }

    private func codePage(_ tenant: String, _ userCode: String, _ error: TokenError? = nil) -> Response {
        let action = "/\(PercentEncoding.encode(tenant))/oauth2/deviceauth"
        return Response(
            response: writer.signInPage(SignInPage(.userCode(action: action, userCode: userCode), error: error)),
            error: error)
    }

    func decide(_ userCode: String, _ decision: DeviceCodes.Decision) throws(TokenError) {
        try context.withIdentity { state, now in
            Result { () throws(TokenError) in try state.devices.decide(userCode: userCode, decision, now: now) }
        }.get()
    }
}
