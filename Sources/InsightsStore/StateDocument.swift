package import InsightsJSON

/// All kept state as one JSON document, for export and import.
package struct StateDocument: Sendable, Equatable {
    /// What the store has besides rows: how the simulator was started.
    package let about: [String: String]
    /// The rows by scope.
    package let scopes: [String: [StateRow]]

    private static let format = "insights-sim-state"
    private static let version = 1

    package init(about: [String: String], scopes: [String: [StateRow]]) {
        self.about = about
        self.scopes = scopes
    }

    /// The document, with scopes and rows in order of their names.
    ///
    /// - Throws: `RowReader.Failure` for a row that has no JSON.
    package var json: JSONValue {
        get throws(RowReader.Failure) {
            var tenants: [JSONValue] = []
            for (scope, rows) in scopes.sorted(by: { $0.key < $1.key }) {
                var members: [JSONValue] = []
                for row in rows.sorted(by: { ($0.kind, $0.key) < ($1.kind, $1.key) }) {
                    members.append(
                        .members([
                            ("kind", .string(row.kind)), ("key", row.key.isEmpty ? nil : .string(row.key)),
                            ("value", try Self.value(row, scope)),
                        ]))
                }
                tenants.append(.members([("scope", .string(scope)), ("rows", .array(members))]))
            }
            return .members([
                ("format", .string(Self.format)), ("version", .integer(Self.version)),
                (
                    "about",
                    .object(JSONObject(about.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
                ), ("scopes", .array(tenants)),
            ])
        }
    }

    private static func value(_ row: StateRow, _ scope: String) throws(RowReader.Failure) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(row.value ?? [])
        } catch {
            throw RowReader.Failure("\(scope) \(row.kind) \(row.key): found no JSON (\(error))")
        }
    }

    /// Reads a document.
    package init(json value: JSONValue) throws(RowReader.Failure) {
        let reader = try RowReader(value)
        guard try reader.string("format") == Self.format else {
            throw RowReader.Failure("format: found another document; expected '\(Self.format)'")
        }
        let version = try reader.integer("version")
        guard version <= Self.version else {
            throw RowReader.Failure("version: found \(version); expected at most \(Self.version)")
        }
        var about: [String: String] = [:]
        for member in try reader.required("about", reader.value("about")?.object, "an object").members {
            about[member.key] = try reader.required("about", member.value.string, "strings")
        }
        var scopes: [String: [StateRow]] = [:]
        for entry in try reader.readers("scopes") {
            scopes[try entry.string("scope")] = try entry.readers("rows").map { (row) throws(RowReader.Failure) in
                let value = try row.required("value", row.value("value"), "JSON")
                return StateRow(
                    try row.string("kind"), try row.optionalString("key") ?? "", JSONWriter.encode(value))
            }
        }
        self.init(about: about, scopes: scopes)
    }
}
