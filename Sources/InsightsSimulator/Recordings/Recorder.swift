import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// Converts a tenant's journal to the steps of a recording, and its tokens to placeholders.
struct Recorder {
    private(set) var steps: [Recording.Step] = []
    private(set) var missing: [String] = []
    private let tenantSecrets: Set<String>
    private let address: AdvertisedURL
    /// A replay grants the same one.
    private let firstRefreshToken: String
    private let finder = SecretFinder()
    /// What was left out of requests, with the text around it; a response that repeats it cannot be compared.
    private var omitted: Set<[UInt8]> = []
    private var now: Timestamp
    private var tokenCount = 0
    private var accessTokens: [String: Int] = [:]
    private var refreshTokens: [String: Int] = [:]
    private var signInCount = 0
    private var codes: [String: Int] = [:]

    init(_ sandbox: TenantRuntime, address: AdvertisedURL) {
        self.address = address
        now = sandbox.started
        firstRefreshToken = sandbox.firstRefreshToken
        tenantSecrets = Set(sandbox.tenant.applications.flatMap(\.secrets) + sandbox.tenant.users.map(\.password))
    }

    mutating func add(_ item: JournalBuffer.Item) {
        switch item {
        case .record(let record, let sequence):
            move(to: record.time)
            add(record, sequence)
        case .event(let event): add(event)
        }
    }

    private mutating func add(_ event: JournalEvent) {
        switch event.kind {
        case .clockMoved(let target): move(to: target)
        case .faultsChanged(let plan):
            move(to: event.time)
            steps.append(.faults(plan.restarted))
        case .keyRotated:
            move(to: event.time)
            steps.append(.keyRotation)
        case .faultFired, .callback: break
        }
    }

    private mutating func move(to instant: Timestamp) {
        guard instant > now else { return }
        now = instant
        steps.append(.clock(instant))
    }

    private mutating func add(_ record: RecordedExchange, _ sequence: Int) {
        if !record.requestBody.isWhole {
            missing.append(
                "request \(sequence): only \(record.requestBody.bytes.count) of "
                    + "\(record.requestBody.length ?? 0) bytes of its body were kept; raise the setting journal-body-bytes"
            )
        }
        // A replay makes the same signatures of links.
        let isLink = record.route == .download && record.status < 400
        let target = withoutSecrets(record.target, .text, keepingSignature: isLink)
        let body = body(record, sequence)
        let fields = record.requestFields.all.compactMap { field -> RecordedRequest.Field? in
            guard RecordedRequest.keptFields.contains(field.name.lowercased()) else { return nil }
            let value =
                switch field.name.lowercased() {
                case "authorization": authorization(field.value, record.status, sequence)
                case ServiceField.userTicket.lowercased(): ticket(field.value, record.status, sequence)
                default: withoutSecrets(field.value, .text)
                }
            return RecordedRequest.Field(name: field.name, value: value)
        }
        let isComparable = record.responseBody.isWhole && !repeatsOmitted(record.responseBody.bytes)
        steps.append(
            .request(
                RecordedRequest(
                    method: record.method, target: target, fields: fields, body: body,
                    remoteAddress: record.remoteAddress, isSecure: record.isSecure, base: base(record),
                    response: RecordedRequest.Response(
                        status: record.status,
                        digest: isComparable ? Base64URL.encode(Digest.sha256(record.responseBody.bytes)) : nil))))
        if record.route == .token { rememberTokens(record) }
        if TokenPlaceholders.isSignIn(record.target) { rememberCode(record) }
    }

    /// Returns the base of links in a response where the configured URL is not; nil otherwise.
    private func base(_ record: RecordedExchange) -> String? {
        if let base = record.forwarding?.base { return base }
        guard !address.isSet else { return nil }
        var request = HTTPRequest(
            record.method, record.target, fields: record.requestFields, remoteAddress: record.remoteAddress)
        request.isSecure = record.isSecure
        let base = EndpointAddresses(advertised: address).base(for: request)
        // A request over TLS decides in a replay, too.
        return record.isSecure || base == address.text ? nil : base
    }

    private mutating func authorization(_ value: String, _ status: Int, _ sequence: Int) -> String {
        let parts = value.split(separator: " ", maxSplits: 1)
        if isOwnBasic(value) { return value }
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return TokenPlaceholder.unknown }
        let token = parts[1].drop { $0 == " " }
        if let number = accessTokens[String(token)] { return "\(parts[0]) \(TokenPlaceholder.access(number))" }
        if status != 401 {
            missing.append("request \(sequence): its token was granted before the journal begins")
        }
        return "\(parts[0]) \(TokenPlaceholder.unknown)"
    }

    /// Returns the placeholder of a user ticket, which is a token with or without its scheme.
    private mutating func ticket(_ value: String, _ status: Int, _ sequence: Int) -> String {
        guard !value.lowercased().hasPrefix("bearer ") else { return authorization(value, status, sequence) }
        return String(authorization("Bearer \(value)", status, sequence).dropFirst("Bearer ".count))
    }

    /// Returns whether a field value is `Basic` with one of the tenant's own secrets.
    private func isOwnBasic(_ value: String) -> Bool {
        let request = HTTPRequest(.post, "/", fields: HTTPFields([(name: "Authorization", value: value)]))
        guard let basic = try? BasicCredentials.read(request) else { return false }
        return basic.spellings(.either).contains { tenantSecrets.contains($0) }
    }

    /// Returns the body; in token forms, secrets that are not the simulator's own are replaced.
    private mutating func body(_ record: RecordedExchange, _ sequence: Int) -> [UInt8] {
        let bytes = record.requestBody.bytes
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            let reader = RedactionReader(finder)
            let isPacked = record.requestFields["Content-Encoding"] != nil
            guard isPacked || reader.hidesSecret(bytes) || reader.hidesSecret(bytes.filter { $0 != 0 }) else {
                return bytes
            }
            missing.append("request \(sequence): its body is not text and may contain a secret, so it was left out")
            return []
        }
        let isForm = record.route == .token && !text.lowercased().contains("content-disposition")
        guard isForm else { return Array(withoutSecrets(text, .body).utf8) }
        let pairs = text.split(separator: "&", omittingEmptySubsequences: false)
        return Array(pairs.map { safe(String($0)) }.joined(separator: "&").utf8)
    }

    /// Returns a text with placeholders in place of tokens and secrets; what is part of an address keeps its form.
    mutating func withoutSecrets(
        _ text: String, _ place: SecretFinder.Place, keepingSignature: Bool = false
    ) -> String {
        let bytes = Array(text.utf8)
        let spans = finder.spans(in: bytes, as: place).filter { !keepingSignature || $0.label != .linkSignature }
        guard !spans.isEmpty else { return text }
        for span in spans {
            // The value alone may be so short that any response contains it.
            let around = max(0, span.range.lowerBound - 6)..<min(bytes.count, span.range.upperBound + 1)
            omitted.insert(Array(bytes[around]))
        }
        let result = SecretFinder.replacing(spans, in: bytes) { span in
            let secret = String(decoding: bytes[span.range], as: UTF8.self)
            if let number = accessTokens[secret] { return TokenPlaceholder.access(number) }
            if span.label == .clientSecret || span.label == .password {
                return span.isInAddress ? TokenPlaceholder.withheld : TokenPlaceholder.wrongSecret
            }
            return span.isInAddress ? TokenPlaceholder.withheld : TokenPlaceholder.unknown
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func repeatsOmitted(_ bytes: [UInt8]) -> Bool {
        omitted.contains { omitted in
            bytes.indices.contains { bytes[$0] == omitted[0] && bytes[$0...].starts(with: omitted) }
        }
    }

    private mutating func safe(_ pair: String) -> String {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        // Text that is not a pair may contain a secret anywhere.
        guard parts.count == 2 else { return pair.isEmpty ? pair : TokenPlaceholder.wrongSecret }
        let value = PercentEncoding.decode(parts[1], plusIsBlank: true)
        switch PercentEncoding.decode(parts[0], plusIsBlank: true).trimmingBlanks().lowercased() {
        case "client_secret", "password":
            return tenantSecrets.contains(value) ? pair : "\(parts[0])=\(TokenPlaceholder.wrongSecret)"
        case "refresh_token" where value == firstRefreshToken: return pair
        case "refresh_token":
            let unknown =
                IdentityState.hasFormOfRefreshToken(value) ? TokenPlaceholder.unknownRefresh : TokenPlaceholder.unknown
            return "\(parts[0])=" + (refreshTokens[value].map(TokenPlaceholder.refresh) ?? unknown)
        case "code", "device_code":
            return "\(parts[0])=" + (codes[value].map(TokenPlaceholder.code) ?? TokenPlaceholder.unknown)
        case "client_assertion", "assertion", "access_token", "id_token":
            return "\(parts[0])=\(TokenPlaceholder.unknown)"
        default: return withoutSecrets(pair, .form)
        }
    }

    private mutating func rememberCode(_ record: RecordedExchange) {
        signInCount += 1
        if let code = TokenPlaceholders.code(record.responseFields, record.responseBody.bytes) {
            codes[code] = signInCount
        }
    }

    private mutating func rememberTokens(_ record: RecordedExchange) {
        tokenCount += 1
        let placeholders = TokenPlaceholders(record.responseBody.bytes)
        if let token = placeholders.access { accessTokens[token] = tokenCount }
        if let token = placeholders.refresh { refreshTokens[token] = tokenCount }
    }
}
