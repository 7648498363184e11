import InsightsAPI
import InsightsFixtures
import InsightsJSON
import InsightsStore
import InsightsTime

extension RowReader {
    /// Returns an instant, which is written as seconds since 1970.
    func instant(_ key: String) throws(Failure) -> Timestamp {
        Timestamp(secondsSinceEpoch: try integer(key))
    }

    /// Returns an instant; nil if it is left out.
    func optionalInstant(_ key: String) throws(Failure) -> Timestamp? {
        try optionalInteger(key).map { Timestamp(secondsSinceEpoch: $0) }
    }

    func tokenVersion(_ key: String) throws(Failure) -> TokenVersion {
        try required(key, TokenVersion(rawValue: try integer(key)), "1 or 2")
    }
}

extension Timestamp {
    /// The instant as seconds since 1970.
    var seconds: JSONValue { .integer(secondsSinceEpoch) }
}

extension CompletedSignIn {
    var json: JSONValue { .members(members) }

    var members: [(String, JSONValue?)] {
        [
            ("user", .string(userPrincipalName)), ("hasSecondFactor", .flag(hasSecondFactor)),
            ("authenticated", authenticated.seconds), ("session", session.map(JSONValue.string)),
        ]
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            userPrincipalName: try reader.string("user"), hasSecondFactor: try reader.bool("hasSecondFactor"),
            authenticated: try reader.instant("authenticated"))
        session = try reader.optionalString("session")
    }
}

extension RefreshTokens.Entry {
    var members: [(String, JSONValue?)] {
        [
            ("client", .string(clientID)), ("user", .string(userPrincipalName)), ("resource", .string(resource)),
            ("wantsIDToken", .flag(wantsIDToken)), ("permissions", .string(permissions)), ("issued", issued.seconds),
            ("lastUsed", lastUsed.seconds), ("signIn", signIn?.json),
            ("platform", platform.map { .string($0.rawValue) }), ("family", .integer(family)),
            ("isReplaced", .flag(isReplaced)),
        ]
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            clientID: try reader.string("client"), userPrincipalName: try reader.string("user"),
            resource: try reader.string("resource"), wantsIDToken: try reader.bool("wantsIDToken"),
            permissions: try reader.string("permissions"), issued: try reader.instant("issued"),
            lastUsed: try reader.instant("lastUsed"),
            signIn: try reader.optionalReader("signIn").map { (reader) throws(RowReader.Failure) in
                try CompletedSignIn(reader)
            },
            platform: try reader.optionalChoice("platform", of: RedirectAddress.Platform.self),
            family: try reader.integer("family"), isReplaced: try reader.bool("isReplaced"))
    }
}

extension CodeChallenge {
    var json: JSONValue { .members([("text", .string(text)), ("method", .string(method.rawValue))]) }

    static func read(_ reader: RowReader?) throws(RowReader.Failure) -> CodeChallenge? {
        guard let reader else { return nil }
        let (text, method) = (try reader.string("text"), try reader.string("method"))
        do throws(TokenError) {
            return try CodeChallenge(text, method: method)
        } catch {
            throw RowReader.Failure("challenge: found '\(method)'; expected a proof key")
        }
    }
}

extension AuthorizationCodes.Entry {
    var members: [(String, JSONValue?)] {
        [
            ("client", .string(clientID)), ("redirectUri", .string(redirectURI)),
            ("platform", .string(platform.rawValue)), ("challenge", challenge?.json),
            ("resource", resource.map(JSONValue.string)), ("scope", scope.map(JSONValue.string)),
            ("nonce", nonce.map(JSONValue.string)), ("signIn", signIn.json), ("issued", issued.seconds),
            ("isRedeemed", .flag(isRedeemed)),
        ]
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            clientID: try reader.string("client"), redirectURI: try reader.string("redirectUri"),
            platform: try reader.choice("platform", of: RedirectAddress.Platform.self),
            challenge: try CodeChallenge.read(try reader.optionalReader("challenge")),
            resource: try reader.optionalString("resource"), scope: try reader.optionalString("scope"),
            nonce: try reader.optionalString("nonce"), signIn: try CompletedSignIn(try reader.reader("signIn")),
            issued: try reader.instant("issued"), isRedeemed: try reader.bool("isRedeemed"))
    }
}

extension DeviceCodes.Entry {
    var members: [(String, JSONValue?)] {
        var members: [(String, JSONValue?)] = [
            ("userCode", .string(userCode)), ("client", .string(clientID)), ("version", .integer(version.rawValue)),
            ("resource", resource.map(JSONValue.string)), ("scope", scope.map(JSONValue.string)),
            ("issued", issued.seconds), ("interval", .integer(interval)), ("polls", .integer(polls)),
            ("lastPoll", lastPoll?.seconds), ("isRedeemed", .flag(isRedeemed)),
        ]
        switch decision {
        case .approved(let signIn): members.append(("approved", signIn.json))
        case .declined: members.append(("isDeclined", .bool(true)))
        case .expired: members.append(("isExpired", .bool(true)))
        case nil: break
        }
        return members
    }

    init(_ reader: RowReader) throws(RowReader.Failure) {
        self.init(
            userCode: try reader.string("userCode"), clientID: try reader.string("client"),
            version: try reader.tokenVersion("version"), resource: try reader.optionalString("resource"),
            scope: try reader.optionalString("scope"), issued: try reader.instant("issued"),
            interval: try reader.integer("interval"), polls: try reader.integer("polls"),
            lastPoll: try reader.optionalInstant("lastPoll"), isRedeemed: try reader.bool("isRedeemed"))
        if let approved = try reader.optionalReader("approved") {
            decision = .approved(try CompletedSignIn(approved))
        } else if try reader.bool("isDeclined") {
            decision = .declined
        } else if try reader.bool("isExpired") {
            decision = .expired
        }
    }
}

extension PendingSignIn {
    var members: [(String, JSONValue?)] {
        var members: [(String, JSONValue?)] = [("started", started.seconds)]
        switch purpose {
        case .authorization(let request): members.append(("authorization", request.json))
        case .device(let userCode): members.append(("device", .string(userCode)))
        }
        switch step {
        case .account: break
        case .factor(let user): members.append(("factor", .string(user)))
        case .consent(let signIn): members.append(("consent", signIn.json))
        }
        return members
    }

    init(_ reader: RowReader, of tenant: Tenant) throws(RowReader.Failure) {
        var step = Step.account
        if let user = try reader.optionalString("factor") { step = .factor(userPrincipalName: user) }
        if let consent = try reader.optionalReader("consent") { step = .consent(try CompletedSignIn(consent)) }
        let purpose: Purpose
        if let code = try reader.optionalString("device") {
            purpose = .device(userCode: code)
        } else {
            purpose = .authorization(try AuthorizationRequest(try reader.reader("authorization"), of: tenant))
        }
        self.init(purpose: purpose, step: step, started: try reader.instant("started"))
    }
}

extension AuthorizationRequest {
    fileprivate var json: JSONValue {
        .members([
            ("version", .integer(version.rawValue)), ("client", .string(application.clientID)),
            ("uri", .string(target.uri)), ("mode", .string(target.mode.rawValue)),
            ("state", target.state.map(JSONValue.string)), ("platform", .string(platform.rawValue)),
            ("wantsIDToken", .flag(wantsIDToken)), ("nonce", nonce.map(JSONValue.string)),
            ("prompt", prompt.map { .string($0.rawValue) }), ("loginHint", loginHint.map(JSONValue.string)),
            ("challenge", challenge?.json), ("resource", resource.map(JSONValue.string)),
            ("scope", scope.map(JSONValue.string)),
        ])
    }

    fileprivate init(_ reader: RowReader, of tenant: Tenant) throws(RowReader.Failure) {
        let client = try reader.string("client")
        self.init(
            version: try reader.tokenVersion("version"),
            application: try reader.required(
                "client", tenant.application(withClientID: client), "an application of the tenant"),
            target: AuthorizationTarget(
                uri: try reader.string("uri"), mode: try reader.choice("mode", of: AuthorizationTarget.Mode.self),
                state: try reader.optionalString("state")),
            platform: try reader.choice("platform", of: RedirectAddress.Platform.self),
            wantsIDToken: try reader.bool("wantsIDToken"), nonce: try reader.optionalString("nonce"),
            prompt: try reader.optionalChoice("prompt", of: Prompt.self),
            loginHint: try reader.optionalString("loginHint"),
            challenge: try CodeChallenge.read(try reader.optionalReader("challenge")),
            resource: try reader.optionalString("resource"), scope: try reader.optionalString("scope"))
    }
}
