import InsightsHTTP
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

/// The order of checks as one table: each step has a fault, and of any two faults the earlier step's is reported.
@Suite("Token endpoint: the order of checks")
struct TokenCheckTests {
    struct Request {
        var method = HTTPMethod.post
        var tenant = TokenTrial.tenant
        var account: TokenAccount
        var changes: [(String, String?)] = []
        var extra = ""
    }

    /// A fault that makes one step fail, and the part of the request that it changes.
    struct Fault: Sendable {
        let step: TokenValidationStep
        let code: Int
        let touches: Set<String>
        var names: String?
        let alter: @Sendable (inout Request) -> Void

        init(
            _ step: TokenValidationStep, _ code: Int, _ touches: Set<String>, names: String? = nil,
            _ alter: @escaping @Sendable (inout Request) -> Void
        ) {
            self.step = step
            self.code = code
            self.touches = touches
            self.names = names
            self.alter = alter
        }

        static func change(
            _ step: TokenValidationStep, _ code: Int, _ parameter: String, to value: String?, names: String? = nil
        ) -> Fault {
            Fault(step, code, [parameter], names: names) { $0.changes.append((parameter, value)) }
        }
    }

    static let common: [Fault] = [
        Fault(.method, 900_561, ["method"]) { $0.method = .put },
        Fault(.form, 9_002_313, ["extra"]) { $0.extra = "&a=1&a=2" },
        Fault(.limits, 429, ["client_id", "tenant"]) { $0.changes.append(("client_id", TokenTrial.throttled)) },
        .change(.grant, 900_144, "grant_type", to: nil, names: "grant_type"),
        .change(.grant, 70003, "grant_type", to: "device_code"),
        Fault(.tenant, 90002, ["tenant"]) { $0.tenant = "nowhere.example" },
        .change(.clientID, 900_144, "client_id", to: nil, names: "client_id"),
        .change(.application, 700_016, "client_id", to: TokenAccount.reader.clientID),
        .change(.clientAuthentication, 7_000_215, "client_secret", to: "wrong"),
        .change(.resource, 500_011, "resource", to: "https://example.com"),
    ]

    static let ofUsers: [Fault] = [
        .change(.parameters, 900_144, "username", to: nil, names: "username"),
        .change(.parameters, 900_144, "password", to: nil, names: "password"),
        .change(.user, 50034, "username", to: "nobody@saltmarsh.example"),
        .change(.user, 50126, "password", to: "wrong"),
        .change(.kind, 7_000_218, "client_secret", to: nil),
        .change(.resource, 900_144, "resource", to: nil, names: "resource"),
        Fault(.conditions, 50076, ["username", "password"]) { $0.account = TokenTrial.user("mika.frost") },
    ]

    static let ofApplications: [Fault] = [.change(.credentialPresence, 7_000_216, "client_secret", to: nil)]

    static let ofRefreshTokens: [Fault] = [
        .change(.parameters, 900_144, "refresh_token", to: nil, names: "refresh_token"),
        .change(.refreshToken, 70000, "refresh_token", to: "0.Awrong"),
        .change(.refreshToken, 9_002_313, "refresh_token", to: "wrong"),
    ]

    private func expectOrder(_ faults: [Fault], _ account: TokenAccount, _ base: [(String, String?)]) throws {
        let harness = try TokenHarness()
        for first in faults {
            for second in faults where Self.place(first) < Self.place(second) {
                guard first.touches.isDisjoint(with: second.touches) else { continue }
                var request = Request(account: account, changes: base)
                second.alter(&request)
                first.alter(&request)
                let reply = try harness.send(
                    request.method, "/\(request.tenant)/oauth2/token",
                    [("Content-Type", "application/x-www-form-urlencoded")],
                    body: request.account.form(request.changes) + request.extra)
                let told = reply.code ?? reply.status
                #expect(told == first.code, "\(first.step) \(first.code) before \(second.step) \(second.code)")
                if let name = first.names { #expect(reply.reason == TokenErrorTests.missing(name)) }
                #expect(first.step.codes.contains(told))
            }
        }
    }

    private static func place(_ fault: Fault) -> Int { TokenValidationStep.allCases.firstIndex(of: fault.step) ?? -1 }

    @Test("An application's request: of two faults the earlier step's is reported")
    func applications() throws {
        try expectOrder(Self.common + Self.ofApplications, TokenTrial.reader, [])
    }

    @Test("A user's request: of two faults the earlier step's is reported")
    func users() throws {
        try expectOrder(Self.common + Self.ofUsers, TokenTrial.active, [])
    }

    @Test("A renewal: of two faults the earlier step's is reported")
    func renewals() throws {
        let base: [(String, String?)] = [
            ("grant_type", "refresh_token"), ("username", nil), ("password", nil), ("refresh_token", "0.Aunknown"),
        ]
        // The base's own token is unknown, so nothing after that step can be told.
        let faults = (Self.common + Self.ofRefreshTokens).filter { $0.step != .resource }
        try expectOrder(faults, TokenTrial.active, base)
    }

    @Test("Every step has a fault here, and steps have the order of the reference")
    func complete() {
        let tested = Set((Self.common + Self.ofUsers + Self.ofApplications + Self.ofRefreshTokens).map(\.step))
        // The suites of sign-ins test these.
        let ofSignIns: Set<TokenValidationStep> = [.authorizationCode, .deviceCode, .origin, .redemption]
        #expect(tested.union(ofSignIns) == Set(TokenValidationStep.allCases))
        #expect(
            TokenValidationStep.allCases == [
                .method, .form, .limits, .grant, .credentialPresence, .tenant, .clientID, .parameters, .user,
                .application,
                .kind, .clientAuthentication, .refreshToken, .authorizationCode, .deviceCode, .origin, .resource,
                .conditions,
                .redemption,
            ])
        #expect(TokenValidationStep.allCases.allSatisfy { !$0.codes.isEmpty })
    }
}
