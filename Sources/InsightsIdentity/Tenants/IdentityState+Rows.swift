package import InsightsFixtures
import InsightsJSON
import InsightsRandomness
package import InsightsStore
import InsightsTime

/// The rows of a token endpoint's state: one for each token, code and sign-in, and one for all that is small.
extension IdentityState {
    private enum Kind: String, CaseIterable {
        case identity
        case refreshToken
        case code
        case device
        case pendingSignIn
        case session
        case assertion
        case repetition
    }

    /// Records from now on what changes.
    package mutating func startRecording() {
        refreshTokens.entries.changes = ChangedKeys(isRecording: true)
        codes.entries.changes = ChangedKeys(isRecording: true)
        devices.entries.changes = ChangedKeys(isRecording: true)
        pendingSignIns.changes = ChangedKeys(isRecording: true)
        sessions.changes = ChangedKeys(isRecording: true)
        changedAssertions = ChangedKeys(isRecording: true)
        changedRepetitions = ChangedKeys(isRecording: true)
    }

    /// Whether something may have changed since the rows were last taken.
    package var hasUnsavedChanges: Bool {
        hasChanged || !refreshTokens.entries.changes.isEmpty || !codes.entries.changes.isEmpty
            || !devices.entries.changes.isEmpty || !pendingSignIns.changes.isEmpty || !sessions.changes.isEmpty
            || !changedAssertions.isEmpty || !changedRepetitions.isEmpty
    }

    /// Returns the rows that may have changed since the last call, or all of them.
    package mutating func takeRows(isWhole: Bool) -> [StateRow] {
        var rows = refreshTokens.entries.takeRows(Kind.refreshToken.rawValue, isWhole: isWhole) { $0.members }
        rows += codes.entries.takeRows(Kind.code.rawValue, isWhole: isWhole) { $0.members }
        rows += devices.entries.takeRows(Kind.device.rawValue, isWhole: isWhole) { $0.members }
        rows += pendingSignIns.takeRows(Kind.pendingSignIn.rawValue, isWhole: isWhole) { $0.members }
        rows += sessions.takeRows(Kind.session.rawValue, isWhole: isWhole) { $0.members }
        let usedAssertions = changedAssertions.take()
        for digest in isWhole ? Array(assertions.keys) : Array(usedAssertions) {
            let row = assertions[digest].map { JSONWriter.encode(.members([("until", .integer($0))])) }
            rows.append(StateRow(Kind.assertion.rawValue, digest.hexadecimal, row))
        }
        let repeated = changedRepetitions.take()
        for digest in isWhole ? Array(repetitions.keys) : Array(repeated) {
            let row = repetitions[digest].map { JSONWriter.encode(.members([("times", .array($0.map(\.seconds)))])) }
            rows.append(StateRow(Kind.repetition.rawValue, digest.hexadecimal, row))
        }
        hasChanged = false
        rows.append(StateRow(Kind.identity.rawValue, members: smallMembers))
        return rows
    }

    private var smallMembers: [(String, JSONValue?)] {
        [
            ("signingGeneration", .integer(signingGeneration)), ("identifiers", .string(identifiers.position)),
            ("signInIdentifiers", .string(signInIdentifiers.position)), ("families", .integer(refreshTokens.families)),
            ("revokedFamilies", .array(refreshTokens.revokedFamilies.sorted().map(JSONValue.integer))),
            (
                "sessionEnds",
                .object(
                    JSONObject(
                        refreshTokens.sessionEnds.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.seconds) }))
            ),
            (
                "consents",
                .array(
                    consents.map { [$0.userPrincipalName, $0.clientID, $0.resource] }
                        .sorted { $0.lexicographicallyPrecedes($1) }
                        .map { .array($0.map(JSONValue.string)) })
            ),
            (
                "failures",
                .array(
                    failures.sorted { $0.key < $1.key }.map { user, entry in
                        .members([
                            ("user", .string(user)), ("count", .integer(entry.count)),
                            ("lockedUntil", entry.lockedUntil?.seconds),
                        ])
                    })
            ),
            (
                "requests",
                .array(
                    requests.sorted { $0.key < $1.key }.map { application, times in
                        .members([("client", .string(application)), ("times", .array(times.map(\.seconds)))])
                    })
            ),
        ]
    }

    /// Restores the state of a tenant from its rows.
    package mutating func restore(_ rows: [StateRow], of tenant: Tenant) throws(RowReader.Failure) {
        var byKind: [Kind: [StateRow]] = [:]
        for row in rows {
            if let kind = Kind(rawValue: row.kind) { byKind[kind, default: []].append(row) }
        }
        try refreshTokens.entries.restore(byKind[.refreshToken] ?? [], RefreshTokens.Entry.init)
        try codes.entries.restore(byKind[.code] ?? [], AuthorizationCodes.Entry.init)
        try devices.entries.restore(byKind[.device] ?? [], DeviceCodes.Entry.init)
        try pendingSignIns.restore(byKind[.pendingSignIn] ?? []) { (reader) throws(RowReader.Failure) in
            try PendingSignIn(reader, of: tenant)
        }
        try sessions.restore(byKind[.session] ?? [], CompletedSignIn.init)
        (assertions, repetitions, failures, requests, consents) = ([:], [:], [:], [:], [])
        for row in byKind[.assertion] ?? [] {
            let reader = try row.reader
            assertions[try Self.digest(row, reader)] = try reader.integer("until")
        }
        for row in byKind[.repetition] ?? [] {
            let reader = try row.reader
            repetitions[try Self.digest(row, reader)] = try reader.integers("times").map {
                Timestamp(secondsSinceEpoch: $0)
            }
        }
        for row in byKind[.identity] ?? [] { try restoreSmall(try row.reader) }
        hasChanged = false
    }

    private static func digest(_ row: StateRow, _ reader: RowReader) throws(RowReader.Failure) -> [UInt8] {
        try reader.required(row.key, [UInt8](hexadecimal: row.key), "a digest")
    }

    private mutating func restoreSmall(_ reader: RowReader) throws(RowReader.Failure) {
        func source(_ key: String) throws(RowReader.Failure) -> IdentifierSource {
            try reader.required(key, IdentifierSource(position: try reader.string(key)), "the position of a source")
        }
        signingGeneration = try reader.integer("signingGeneration")
        identifiers = try source("identifiers")
        signInIdentifiers = try source("signInIdentifiers")
        refreshTokens.families = try reader.integer("families")
        refreshTokens.revokedFamilies = Set(try reader.integers("revokedFamilies"))
        refreshTokens.sessionEnds = [:]
        for member in reader.value("sessionEnds")?.object?.members ?? [] {
            refreshTokens.sessionEnds[member.key] = member.value.integer.map { Timestamp(secondsSinceEpoch: $0) }
        }
        for entry in try reader.elements("consents") {
            guard let user = entry[0]?.string, let client = entry[1]?.string, let resource = entry[2]?.string else {
                throw RowReader.Failure("consents: found \(entry.kind); expected three strings")
            }
            consents.insert(GivenConsent(userPrincipalName: user, clientID: client, resource: resource))
        }
        for entry in try reader.readers("failures") {
            failures[try entry.string("user")] = Failures(
                count: try entry.integer("count"), lockedUntil: try entry.optionalInstant("lockedUntil"))
        }
        for entry in try reader.readers("requests") {
            requests[try entry.string("client")] = try entry.integers("times").map { Timestamp(secondsSinceEpoch: $0) }
        }
    }
}
