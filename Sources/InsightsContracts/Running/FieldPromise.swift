import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// A header field that every response of one kind has, whatever its contract says (docs/reference/contracts.md).
struct FieldPromise: Sendable {
    /// A response, and what was asked for.
    struct Answer {
        let operation: Operation
        let method: HTTPMethod
        let outcome: ContractResponse
    }

    /// The name.
    let name: String
    /// The value in words.
    let expected: String
    /// Returns whether a value is as promised.
    let accepts: @Sendable (String) -> Bool
    /// Whether no two responses of a case have the same value.
    private(set) var isUnique = false
    /// Returns whether a response has the field.
    private(set) var applies: @Sendable (Answer) -> Bool = { _ in true }

    private init(_ name: String, _ expected: String, _ accepts: @escaping @Sendable (String) -> Bool) {
        (self.name, self.expected, self.accepts) = (name, expected, accepts)
    }

    private init(_ name: String, _ value: String) {
        self.init(name, "\"\(value)\"") { $0 == value }
    }

    private func when(_ applies: @escaping @Sendable (Answer) -> Bool) -> FieldPromise {
        var promise = self
        promise.applies = applies
        return promise
    }

    /// Returns what the responses to a call promise, and what it asks for; nil if nothing is promised.
    ///
    /// A link begins with the URL of the service, whose path, if it has one, is not one of the route.
    static func all(for call: ContractCall, below baseURL: String) -> (operation: Operation, promises: [FieldPromise])?
    {
        // Only a request that is written out must be read.
        guard call.operation == .other else { return ofOperation(call.operation).map { (call.operation, $0) } }
        let address = call.address
        let isBelow = !baseURL.isEmpty && address.hasPrefix(baseURL + "/")
        let requested = RequestedOperation(
            call.method, isBelow ? String(address.dropFirst(baseURL.count)) : address)
        if requested.isForService { return requested.isSwagger ? nil : (requested.operation, service) }
        return ofOperation(requested.operation).map { (requested.operation, $0) }
    }

    private static func ofOperation(_ operation: Operation) -> [FieldPromise]? {
        switch operation {
        case .token, .discovery: authority
        case .download: file
        case .other: nil
        default: service
        }
    }

    private static let identifier = {
        let form = ValueFormat.uuid
        var promise = FieldPromise("x-ms-request-id", form.description) { form.accepts(.string($0)) }
        promise.isUnique = true
        return promise
    }()

    /// The service's (U43, docs/sources.md).
    private static let service = [
        identifier,
        FieldPromise("Content-Type", MediaType.json).when { !$0.outcome.body.isNull },
        FieldPromise("WWW-Authenticate", "a challenge of Bearer") { $0.hasPrefix("Bearer") }
            .when { $0.outcome.status == 401 },
        FieldPromise("Allow", "methods") {
            !$0.isEmpty && $0.utf8.allSatisfy("ABCDEFGHIJKLMNOPQRSTUVWXYZ, ".utf8.contains)
        }
        .when { $0.outcome.status == 405 },
    ]

    /// The token endpoint's, of tokens, documents and pages (token-endpoint sections 7.1 and 11).
    private static let authority =
        [
            FieldPromise("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            FieldPromise("X-Content-Type-Options", "nosniff"),
            FieldPromise("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\""),
            identifier,
            FieldPromise("x-ms-ests-server", "insights-simulator"),
            FieldPromise("Content-Type", MediaType.json).when { $0.outcome.body.object != nil },
        ]
        + [
            FieldPromise("Cache-Control", "no-store, no-cache"), FieldPromise("Pragma", "no-cache"),
            FieldPromise("Expires", "-1"),
        ].map { $0.when(\.isForOneReader) }
        + [
            FieldPromise("Content-Security-Policy", "a policy that loads nothing by default") {
                $0.hasPrefix("default-src 'none'")
            },
            FieldPromise("X-Frame-Options", "DENY"), FieldPromise("Referrer-Policy", "same-origin"),
        ].map { $0.when(\.isPage) }
        + [FieldPromise("Referrer-Policy", "no-referrer").when { $0.outcome.status == 302 }]

    /// Those of a link to a file, which are a blob store's (U51).
    private static let file =
        [
            identifier,
            FieldPromise("x-ms-version", "a date yyyy-MM-dd") { Timestamp($0 + "T00:00:00Z") != nil },
            FieldPromise("x-ms-error-code", "a code") { !$0.isEmpty }.when { $0.outcome.status >= 400 },
            FieldPromise("Content-Type", "application/xml").when { $0.outcome.status >= 400 },
            // Proxies in Go leave it out of 304, which has no content.
            FieldPromise("Content-Type", "a type of delimited text") {
                $0.hasPrefix("text/csv") || $0.hasPrefix("text/tab-separated-values")
            }.when { [200, 206].contains($0.outcome.status) },
        ]
        + [
            FieldPromise("Content-Disposition", "an attachment with the name of a file") {
                $0.hasPrefix("attachment; filename=\"") && ($0.hasSuffix(".csv\"") || $0.hasSuffix(".tsv\""))
            },
            FieldPromise("ETag", "a text in quotes") { $0.count > 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") },
            date("Last-Modified"), date("x-ms-creation-time"), FieldPromise("Accept-Ranges", "bytes"),
            FieldPromise("x-ms-blob-type", "BlockBlob"),
        ].map { $0.when { $0.outcome.status < 400 } }

    /// Returns the promise of a date as HTTP writes it (RFC 9110 §5.6.7).
    private static func date(_ name: String) -> FieldPromise {
        FieldPromise(name, "a date of HTTP") { HTTPDate.parse($0) != nil }
    }
}

extension FieldPromise.Answer {
    /// Whether it is a page for a person.
    fileprivate var isPage: Bool {
        operation == .discovery && outcome.body.string != nil && outcome.status != 405
    }

    /// Whether it is about one caller, so that no one may keep it: a token, a refusal, a page, or the way back.
    fileprivate var isForOneReader: Bool {
        if outcome.status == 302 || isPage { return true }
        return outcome.body.object != nil && (method == .post || outcome.status >= 400)
    }
}
