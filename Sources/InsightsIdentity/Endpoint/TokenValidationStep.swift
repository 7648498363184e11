/// The steps of the validation of a token request, in order (token-endpoint section 12.1); the first failure is
/// reported.
///
/// Faults of an application come after the form, which names it. The credential's presence is checked before the
/// tenant, as recorded, and the user before the application, as reported.
enum TokenValidationStep: String, Sendable, CaseIterable {
    case method
    case form
    case limits = "limits and faults"
    case grant = "grant type"
    case credentialPresence = "credential of an application there"
    case tenant
    case clientID = "client_id"
    case parameters = "parameters of the grant"
    case user
    case application
    case kind = "kind of application"
    case clientAuthentication = "credential"
    case refreshToken = "refresh token"
    case authorizationCode = "authorization code"
    case deviceCode = "device code"
    case origin = "origin of a page"
    case resource = "resource or scope"
    case conditions = "conditions of the user"
    case redemption = "single use of a code"

    /// The `AADSTS` numbers of the errors of a step; 429 has none.
    var codes: [Int] {
        switch self {
        case .method: [900_561]
        case .form: [9_002_313]
        case .limits: [429, 90033, 50196]
        case .grant: [900_144, 70003]
        case .credentialPresence: [7_000_216]
        case .tenant: [900_023, 90002, 50059, 9_001_023, 50034, 70000]
        case .clientID: [900_144]
        case .parameters: [900_144, 90014]
        case .user: [50034, 50053, 50056, 50126, 50055, 50057]
        case .application: [700_016, 50194]
        case .kind: [700_025, 7_000_218]
        case .clientAuthentication:
            [
                7_000_215, 7_000_222, 700_027, 700_024, 700_021, 700_023, 900_144, 9_002_313, 70021, 700_211, 700_212,
                700_213, 7_002_138, 7_002_131, 90061, 7_000_229,
            ]
        case .refreshToken: [9_002_313, 70000, 700_082, 700_084, 50057, 50173]
        case .authorizationCode:
            [9_002_313, 700_005, 70000, 700_007, 54005, 70008, 50057, 700_009, 500_112, 501_481]
        case .deviceCode: [9_002_313, 70018, 700_007, 54005, 70020, 70016, 65004, 50057]
        case .origin: [9_002_326, 9_002_327, 9_002_325]
        case .resource: [900_144, 90014, 901_002, 9_010_010, 70011, 1_002_012, 500_011, 650_057]
        case .conditions: [65001, 50076, 50079, 53003]
        case .redemption: [54005]
        }
    }
}
