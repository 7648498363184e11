public import InsightsTime

/// The choices of sign-ins and second factors (2026 2.4 and 3).
extension TokenSettings {
    /// The user of sign-ins.
    public enum SignIn: Sendable, Equatable {
        /// There are no sign-in pages, and no grants that need them.
        case off
        /// A person at the page.
        case page
        /// The user whom the client suggests, or else the first of the tenant, at once.
        case automatic
        /// The user declines at once.
        case deny
        /// A user by name, at once.
        case user(String)

        /// Creates the choice of a text; nil for none.
        init?(_ text: String) {
            switch text {
            case "off": self = .off
            case "page": self = .page
            case "auto": self = .automatic
            case "deny": self = .deny
            default:
                guard text.contains("@"), !text.contains(where: { $0.isWhitespace }) else { return nil }
                self = .user(text)
            }
        }

        /// The text of the choice.
        var text: String {
            switch self {
            case .off: "off"
            case .page: "page"
            case .automatic: "auto"
            case .deny: "deny"
            case .user(let name): name
            }
        }
    }

    /// The second factor of a sign-in without a page.
    public enum SignInFactor: String, Sendable, CaseIterable {
        /// The user gives it: tokens have `mfa`.
        case given
        /// The user is not asked for it.
        case skipped
        /// The user declines it: the sign-in fails.
        case declined
    }

    /// Whether a page asks for consent.
    public enum Consent: String, Sendable, CaseIterable {
        /// Only where the client demands it, or the user's state does.
        case granted
        /// At the first sign-in of a user through an application.
        case ask
    }

    /// The decision about a sign-in by device code.
    public enum DeviceSignIn: Sendable, Equatable {
        /// As at pages: a person decides, or at the second poll a setting.
        case asSignIn
        /// A person, at the page or by the administration.
        case manual
        /// The user approves after a number of polls.
        case after(Int)
        /// The user declines after one poll.
        case decline
        /// The time has passed after one poll.
        case expire

        /// The most polls before an approval.
        static let mostPolls = 1000

        /// Creates the choice of a text; nil for none.
        init?(_ text: String) {
            switch text {
            case "as-sign-in": self = .asSignIn
            case "manual": self = .manual
            case "decline": self = .decline
            case "expire": self = .expire
            default:
                guard text.hasPrefix("after:"), let polls = Int(text.dropFirst("after:".count)),
                    (0...Self.mostPolls).contains(polls)
                else { return nil }
                self = .after(polls)
            }
        }

        /// The text of the choice.
        var text: String {
            switch self {
            case .asSignIn: "as-sign-in"
            case .manual: "manual"
            case .decline: "decline"
            case .expire: "expire"
            case .after(let polls): "after:\(polls)"
            }
        }
    }

    /// The status of errors of the device code endpoint.
    public enum DeviceErrorStatus: String, Sendable, CaseIterable {
        /// 400, as other errors have.
        case badRequest = "400"
        /// 200, which one client library expects.
        case ok = "200"
    }

    /// The form of errors about another issuer's assertions.
    public enum FederationErrors: String, Sendable, CaseIterable {
        /// One error for any mismatch.
        case year2022 = "2022"
        /// An error for each of issuer, audience and subject.
        case year2025 = "2025"
    }

    /// The use of a refresh token after a newer one has replaced it.
    public enum RefreshTokenReuse: String, Sendable, CaseIterable {
        /// It works, as documented.
        case accepted
        /// It is refused, and all tokens from the same sign-in with it.
        case refused
    }

    /// When mpn requires a user token with a second factor.
    public enum SecondFactorRule: Sendable, Equatable {
        /// Never.
        case off
        /// Always.
        case on
        /// From the beginning of a day in UTC.
        case from(CivilDate)
        /// For a share of the requests, in percent.
        case share(Int)

        /// Creates the rule of a text; nil for none.
        init?(_ text: String) {
            switch text {
            case "off": self = .off
            case "on": self = .on
            default:
                if text.hasPrefix("share:") {
                    guard let share = Int(text.dropFirst("share:".count)), (0...100).contains(share) else { return nil }
                    self = .share(share)
                } else {
                    guard let day = CivilDate(text) else { return nil }
                    self = .from(day)
                }
            }
        }

        /// The text of the rule.
        var text: String {
            switch self {
            case .off: "off"
            case .on: "on"
            case .from(let day): day.description
            case .share(let share): "share:\(share)"
            }
        }

        /// Returns whether the rule applies to a request; `draw` is a number of the request from 0 to 99.
        package func applies(at now: Timestamp, draw: @autoclosure () -> Int) -> Bool {
            switch self {
            case .off: false
            case .on: true
            case .from(let day): now.date >= day
            case .share(let share): draw() < share
            }
        }
    }

    /// The response to a token without a second factor.
    public enum SecondFactorRefusal: String, Sendable, CaseIterable {
        /// A bare status with its own reason phrase.
        case year2019 = "2019"
        /// The error code 900421.
        case year2026 = "2026"
    }

    /// The grants that exist.
    package var grants: [TokenGrantType] { hasSignIn ? TokenGrantType.allCases : TokenGrantType.withoutSignIn }
}
